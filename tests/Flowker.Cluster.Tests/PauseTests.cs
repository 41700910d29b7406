namespace Flowker.Cluster.Tests;

/// <summary>A silo that stands still for so long that the others give it up, and then comes back.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task A_silo_that_comes_back_changes_nothing_of_what_others_went_on_with()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api, Role.Api]);
        var load = new StartLoad(cluster, 0, 1, 2);
        using var enough = new CancellationTokenSource();
        var running = load.RunAsync("payment", clients: 12, TimeSpan.FromMilliseconds(50), enough.Token);
        await load.ReachesAsync(150);
        var paused = DateTime.UtcNow;
        await cluster[0].PauseAsync();
        load.Places = [1, 2];
        var before = load.Acknowledged.Count;

        // The others take over: nothing that can go on waits for the one that stands still.
        await Eventually.BecomesTrueAsync(
            async () => await TestCluster.InvariantsAsync(cluster[1]) is var report
                && report["silos"]!.AsArray().Count == 2 && (bool)report["holds"]!,
            "The others did not go on.");

        // Starts too, more than were on their way when it stopped.
        await load.ReachesAsync(before + 50);
        var acknowledged = load.Acknowledged.Count;

        var back = DateTime.UtcNow;
        await cluster[0].ContinueAsync();
        await cluster[0].WaitForExitAsync();
        await load.ReachesAsync(acknowledged + 50);
        await enough.CancelAsync();
        await running;
        await Promises.HoldAsync(cluster, load, cluster[1]);
        Promises.HoldForCalls(cluster, load, paused, back);
    }
}
