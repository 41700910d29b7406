using Flowker.Testing;

namespace Flowker.Cluster.Tests;

/// <summary>The database crashes under a cluster at work, and comes back.</summary>
public sealed class DatabaseTests
{
    [Fact]
    public async Task Starts_are_refused_running_executions_wait_and_all_goes_on()
    {
        var server = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api, Role.Api], server);
        var load = new StartLoad(cluster, 0, 1, 2);
        using var enough = new CancellationTokenSource();
        var running = load.RunAsync("payment", clients: 12, TimeSpan.FromMilliseconds(20), enough.Token);
        await load.ReachesAsync(200);
        await server.CrashAndRestartAsync(whileDown: async () =>
        {
            await Eventually.BecomesTrueAsync(() => Task.FromResult(load.Failures.Contains("503")), "No start was refused.");
            using var ready = await cluster[0].Http.GetAsync("/health/ready");
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        });
        await load.ReachesAsync(load.Acknowledged.Count + 200);
        await enough.CancelAsync();
        await running;
        Assert.DoesNotContain(load.Failures, f => f != "503");
        await Promises.HoldAsync(cluster, load, cluster[0]);
        // Whatever a provider answered before or meanwhile was committed in the end; nothing had to be asked again.
        Promises.HoldForCalls(cluster, load);
    }
}
