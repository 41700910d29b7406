using System.Diagnostics;

namespace Flowker.Cluster.Tests;

/// <summary>A real <c>kill -9</c> of one of three processes, under load.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task What_a_killed_silo_drove_goes_on_in_the_others()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Silo, Role.Api, Role.Client]);
        var load = new StartLoad(cluster, 0, 2, 3);
        using var enough = new CancellationTokenSource();
        var running = load.RunAsync("payment", clients: 16, TimeSpan.FromMilliseconds(20), enough.Token);
        await load.ReachesAsync(200);
        var fault = DateTime.UtcNow;
        await cluster[0].KillAsync();
        await load.ReachesAsync(load.Acknowledged.Count + 200);
        await enough.CancelAsync();
        await running;
        await Promises.HoldAsync(cluster, load, cluster[2]);
        Promises.HoldForCalls(cluster, load, fault);
    }

    [Fact]
    public async Task No_start_webhook_or_read_at_another_silo_fails_while_one_dies()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Silo, Role.Api, Role.Api]);
        var load = new StartLoad(cluster, 1, 2) { How = (process, key) => Payments.StartByEachWayAsync(process.Http, cluster.Workflow, key) };
        var office = new OfficeLoad(cluster, load);
        using var enough = new CancellationTokenSource();
        var running = Task.WhenAll(
            load.RunAsync("payment", clients: 9, TimeSpan.FromMilliseconds(20), enough.Token),
            office.RunAsync(clients: 4, TimeSpan.FromMilliseconds(20), edits: false, enough.Token));
        await load.ReachesAsync(200);
        var fault = DateTime.UtcNow;
        await cluster[0].KillAsync();
        await Eventually.BecomesTrueAsync(
            async () => await cluster.CountAsync("select count(*) from orleans_membership where status = 6") == 1, "Its death is not known.");
        await load.ReachesAsync(load.Acknowledged.Count + 200);
        await enough.CancelAsync();
        await running;
        Assert.Equal([], load.Failures.Concat(office.Failures));
        await Promises.HoldAsync(cluster, load, cluster[1]);
        Promises.HoldForCalls(cluster, load, fault);
    }

    [Fact]
    public async Task One_key_has_one_execution_though_all_start_it_everywhere_while_a_silo_dies()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api, Role.Api]);
        var load = new StartLoad(cluster, 0, 1, 2);
        var keys = Enumerable.Range(0, 50).Select(n => $"payment-{n}").ToArray();
        var running = load.RunAsync(Enumerable.Range(0, 64).SelectMany(_ => keys), clients: 64);
        await load.ReachesAsync(25);
        var fault = DateTime.UtcNow;
        await cluster[0].KillAsync();
        await running;
        Assert.Equal(50, load.Acknowledged.Count);
        await Promises.HoldAsync(cluster, load, cluster[1]);
        Promises.HoldForCalls(cluster, load, fault);
    }

    [Fact]
    public async Task Five_thousand_open_executions_of_a_dead_silo_are_taken_over_within_thirty_seconds()
    {
        const int Count = 5_000;
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api, Role.Api]);
        cluster.Provider.Closed["/ledger"] = true;
        var load = new StartLoad(cluster, 0);
        await load.RunAsync(Enumerable.Range(0, Count).Select(n => $"payment-{n}"), clients: 32);
        await Eventually.BecomesTrueAsync(
            async () => await cluster.CountAsync("select count(*) from executions where waiting_on is not null") == Count,
            "Not all executions wait.");
        Assert.Equal(1, await cluster.CountAsync("select count(distinct owner) from executions"));
        await cluster.ExecuteAsync("create table left_behind as select id, owner, version from executions");
        var taken = "select count(*) from executions e join left_behind l on l.id = e.id where e.owner <> l.owner and e.version > l.version";
        var died = Stopwatch.StartNew();
        await cluster[0].KillAsync();
        await Eventually.BecomesTrueAsync(async () => await cluster.CountAsync(taken) > 0, "No execution was taken over.");
        var first = died.Elapsed;
        await Eventually.BecomesTrueAsync(async () => await cluster.CountAsync(taken) == Count, "Not all executions were taken over.");
        var all = died.Elapsed;
        Assert.True(first < TimeSpan.FromSeconds(5) && all < TimeSpan.FromSeconds(30), $"The first after {first}, all after {all}.");
        Assert.True((bool)(await TestCluster.InvariantsAsync(cluster[2]))["holds"]!);
    }
}
