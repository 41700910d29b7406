namespace Flowker.Cluster.Tests;

/// <summary>Every silo is asked to stop and is replaced, one after the other, under load.</summary>
public sealed class RollingRestartTests
{
    [Fact]
    public async Task No_request_fails_and_no_call_is_repeated()
    {
        await using var cluster = await TestCluster.StartAsync(
            [Role.Api, Role.Api, Role.Api, Role.Client], settings: ("Flowker__DrainSeconds", "2"));
        int[] all = [0, 1, 2, 3];
        var load = new StartLoad(cluster, all) { How = (process, key) => Payments.StartByEachWayAsync(process.Http, cluster.Workflow, key) };
        var office = new OfficeLoad(cluster, load);
        using var enough = new CancellationTokenSource();
        var running = Task.WhenAll(
            load.RunAsync("payment", clients: 9, TimeSpan.FromMilliseconds(50), enough.Token),
            office.RunAsync(clients: 4, TimeSpan.FromMilliseconds(50), edits: true, enough.Token));
        foreach (var place in new[] { 0, 1, 2 })
        {
            await load.ReachesAsync(load.Acknowledged.Count + 50);
            var stopping = cluster[place].StopAsync();
            // As a load balancer does it: whoever is not ready gets no more requests, and is asked again when it is.
            await Eventually.BecomesTrueAsync(async () => !await IsReadyAsync(cluster[place]), "It did not begin to drain.");
            load.Places = [.. all.Where(p => p != place)];
            await stopping;
            await cluster.StartAsync(place);
            await Eventually.BecomesTrueAsync(() => IsReadyAsync(cluster[place]), "It is not ready.");
            load.Places = all;
        }

        await load.ReachesAsync(load.Acknowledged.Count + 50);
        await enough.CancelAsync();
        await running;
        Assert.Equal([], load.Failures.Concat(office.Failures));
        await Promises.HoldAsync(cluster, load, cluster[0]);
        Promises.HoldForCalls(cluster, load);
    }

    [Fact]
    public async Task A_call_in_flight_finishes_and_its_execution_goes_on_elsewhere_at_once()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api]);
        cluster.Provider.Hold("/fraud");
        var load = new StartLoad(cluster, 0);
        await load.RunAsync(Enumerable.Range(0, 20).Select(n => $"payment-{n}"), clients: 4);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(cluster.Provider.Calls.Count == 20), "Not all calls were made.");
        var stopping = cluster[0].StopAsync();
        await Eventually.BecomesTrueAsync(
            async () => await cluster.CountAsync("select count(*) from orleans_membership where status = 3") == 1, "It did not begin to stop.");
        cluster.Provider.Release("/fraud");
        await stopping;
        await Promises.HoldAsync(cluster, load, cluster[1]);
        Promises.HoldForCalls(cluster, load);
    }

    private static async Task<bool> IsReadyAsync(FlowkerProcess process)
    {
        using var response = await process.Http.GetAsync("/health/ready");
        return response.IsSuccessStatusCode;
    }
}
