using System.Net;

namespace Flowker.Cluster.Tests;

/// <summary>A silo that has enough to do.</summary>
public sealed class BackPressureTests
{
    [Fact]
    public async Task Starts_over_the_bound_are_refused_before_anything_is_stored()
    {
        const int Bound = 20;
        await using var cluster = await TestCluster.StartAsync(
            [Role.Api], settings: ("Flowker__MaxOpenExecutions", Bound.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        cluster.Provider.Hold("/fraud");
        var load = new StartLoad(cluster, 0);
        await load.RunAsync(Enumerable.Range(0, Bound).Select(n => $"payment-{n}"), clients: 1);
        var (refused, _) = await Payments.StartAsync(cluster[0].Http, cluster.Workflow, "one-more");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused);
        Assert.Equal(Bound, await cluster.CountAsync("select count(*) from executions"));
        Assert.Equal(Bound, await cluster.CountAsync("select count(*) from idempotency_keys"));

        // What was accepted is still known, and there is room again when it has ended.
        var (known, id) = await Payments.StartAsync(cluster[0].Http, cluster.Workflow, "payment-0");
        Assert.Equal((HttpStatusCode.OK, load.Acknowledged["payment-0"]), (known, id));
        cluster.Provider.Release("/fraud");
        await load.RunAsync(["one-more"], clients: 1);
        await Promises.HoldAsync(cluster, load, cluster[0]);
        Promises.HoldForCalls(cluster, load);
    }

    [Fact]
    public async Task Executions_that_only_wait_take_nobody_s_place()
    {
        const int Bound = 20;
        await using var cluster = await TestCluster.StartAsync(
            [Role.Api], settings: ("Flowker__MaxBusyExecutions", Bound.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        cluster.Provider.Closed["/ledger"] = true;
        var load = new StartLoad(cluster, 0);
        await load.RunAsync(Enumerable.Range(0, 3 * Bound).Select(n => $"payment-{n}"), clients: 4);
        await Eventually.BecomesTrueAsync(
            async () => await cluster.CountAsync("select count(*) from executions where waiting_on is not null") == 3 * Bound, "Not all executions wait.");

        // Of another provider, which is well but slow.
        var other = await Payments.CreateWorkflowAsync(cluster[0].Http, cluster.Provider.Address, "other bank");
        cluster.Provider.Hold("/fraud");
        for (var n = 0; n < Bound; n++)
        {
            Assert.Equal(HttpStatusCode.Created, (await Payments.StartAsync(cluster[0].Http, other, $"slow-{n}")).Status);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await Payments.StartAsync(cluster[0].Http, other, "one-more")).Status);
        Assert.Equal(4 * Bound, await cluster.CountAsync("select count(*) from executions"));
    }
}
