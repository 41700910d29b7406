
namespace Flowker.Grains.Tests;

/// <summary>What a dead silo held of a limit.</summary>
public sealed class GuardLossTests : IAsyncLifetime
{
    private readonly Cluster _cluster = new();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task The_share_of_a_silo_that_dies_comes_back_and_the_limit_is_kept()
    {
        var workflow = await _cluster.ActivateAsync("""{"limits":{"maxConcurrency":4}}""");
        var gauge = new Gauge();
        _cluster.Executor.Answers[workflow.Provider] = async _ =>
        {
            using (gauge.Enter())
            {
                await Task.Delay(30);
            }

            return CountingExecutor.Ok;
        };
        // Both silos get their share.
        await Task.WhenAll((await StartAsync(workflow.Id, 40)).Select(_cluster.ResultsAsync));
        _cluster.CallFromFirstSilo();
        await _cluster.Silos.KillSiloAsync(_cluster.Silos.Silos[1]);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            gauge.Reset();
            var ends = await Task.WhenAll((await StartAsync(workflow.Id, 20)).Select(_cluster.ResultsAsync));
            Assert.All(ends, e => Assert.Equal("completed", e.Status));
            Assert.InRange(gauge.Most, 1, 4);
        }
        while (gauge.Most < 4);
    }

    private async Task<Guid[]> StartAsync(Guid workflow, int count)
    {
        var started = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _cluster.StartAsync(workflow, Guid.NewGuid().ToString())));
        return [.. started.Select(s => s.Value!.ExecutionId)];
    }
}
