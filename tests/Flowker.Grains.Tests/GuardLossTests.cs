
using Flowker.Engine.Executions;
using Flowker.Grains.Interfaces.Executions;

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

    [Fact]
    public async Task Calls_that_wait_for_a_provider_are_taken_over_and_made_once()
    {
        var workflow = await _cluster.ActivateAsync("""{"circuitBreaker":{"failureThreshold":1,"openSeconds":2,"rampSeconds":0}}""");
        var down = true;
        _cluster.Executor.Answers[workflow.Provider] = _ => Task.FromResult(Volatile.Read(ref down)
            ? new CallResult { Outcome = CallOutcome.Failed, StatusCode = 503, Message = "down" }
            : CountingExecutor.Ok);
        await StartAsync(workflow.Id, 2);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        Guid[] held = [];
        while (held.Length < 10)
        {
            patience.Token.ThrowIfCancellationRequested();
            var started = await StartAsync(workflow.Id, 10);
            var views = await Task.WhenAll(started.Select(id => _cluster.Grains.GetGrain<IExecutionQueryGrain>(0).GetAsync(id)));
            held = [.. held, .. views.Select(v => v.Value!).Where(v => v.WaitingOn.Any(w => w is { Type: "circuitBreaker", Attempt: 1 })).Select(v => v.ExecutionId)];
        }

        _cluster.CallFromFirstSilo();
        await _cluster.Silos.KillSiloAsync(_cluster.Silos.Silos[1]);
        Volatile.Write(ref down, false);
        foreach (var id in held)
        {
            var results = await _cluster.ResultsAsync(id);
            Assert.Equal("completed", results.Status);
            var step = (await _cluster.Grains.GetGrain<IExecutionQueryGrain>(0).GetStepAsync(id, "a")).Value!;
            // The one that probed may have failed first; what only waited was never sent before.
            Assert.Equal("success", step.Attempts[^1].Outcome);
            Assert.DoesNotContain(step.Attempts, a => a.Outcome == "unknown");
            Assert.Equal(step.Attempts.Length, _cluster.Executor.CallsOf($"{id}:a"));
        }
    }

    private async Task<Guid[]> StartAsync(Guid workflow, int count)
    {
        var started = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _cluster.StartAsync(workflow, Guid.NewGuid().ToString())));
        return [.. started.Select(s => s.Value!.ExecutionId)];
    }
}
