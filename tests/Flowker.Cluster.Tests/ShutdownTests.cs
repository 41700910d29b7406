using Flowker.Testing;

namespace Flowker.Cluster.Tests;

/// <summary>A process is asked to stop while its database is away.</summary>
public sealed class ShutdownTests
{
    public enum Away
    {
        Stopped,
        Standing,
        ReadOnly,
    }

    [Theory]
    [InlineData(Away.Stopped)]
    [InlineData(Away.Standing)]
    [InlineData(Away.ReadOnly)]
    public async Task A_process_ends_when_it_is_asked_to_whatever_is_away(Away away)
    {
        var server = await PostgresServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync([Role.Api], server, ("Flowker__ShutdownSeconds", "3"));
        cluster.Provider.Hold("/ledger");
        var (_, execution) = await Payments.StartAsync(cluster[0].Http, cluster.Workflow, "in-flight");
        await Eventually.BecomesTrueAsync(() => Task.FromResult(cluster.Provider.Calls.Any(c => c.Path == "/ledger")), "It was not called.");

        // Eight seconds by the clock of an idle machine; it was minutes.
        Task StopAsync() => cluster[0].StopAsync(within: TimeSpan.FromSeconds(30));
        await (away switch
        {
            Away.Stopped => server.CrashAndRestartAsync(StopAsync),
            Away.Standing => server.StandStillAsync(StopAsync),
            _ => server.ReadOnlyAsync(StopAsync),
        });

        cluster.Provider.Release("/ledger");
        await cluster.StartAsync(0);
        Assert.Equal("completed", (string?)(await OneCall.ResultsAsync(cluster[0].Http, execution!))["status"]);
    }
}
