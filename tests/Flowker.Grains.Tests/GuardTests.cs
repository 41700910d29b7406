using System.Collections.Concurrent;
using Flowker.Engine.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Grains.Tests;

/// <summary>A provider that all silos together must not call too often, and must leave alone while it is down.</summary>
public sealed class GuardTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task All_silos_together_keep_the_limit_on_calls_at_once()
    {
        var workflow = await cluster.ActivateAsync("""{"limits":{"maxConcurrency":3}}""");
        var gauge = new Gauge();
        cluster.Executor.Answers[workflow.Provider] = async call =>
        {
            using (gauge.Enter())
            {
                await Task.Delay(10);
            }

            return CountingExecutor.Ok;
        };
        var ends = await RunAsync(workflow.Id, 60);
        Assert.All(ends, e => Assert.Equal("completed", e.Status));
        Assert.InRange(gauge.Most, 1, 3);
        Assert.All(ends, e => Assert.All(e.StepResults, s => Assert.Equal(1, s.Attempts)));
    }

    [Fact]
    public async Task All_silos_together_keep_the_limit_on_calls_per_second()
    {
        var workflow = await cluster.ActivateAsync("""{"limits":{"requestsPerSecond":20}}""");
        var begun = new ConcurrentQueue<TimeSpan>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        cluster.Executor.Answers[workflow.Provider] = _ =>
        {
            begun.Enqueue(clock.Elapsed);
            return Task.FromResult(CountingExecutor.Ok);
        };
        Assert.All(await RunAsync(workflow.Id, 40), e => Assert.Equal("completed", e.Status));
        var times = begun.Order().ToArray();
        Assert.Equal(80, times.Length);
        // A call is counted when it is let go, and seen here later: never sooner than so many whole seconds after the start.
        Assert.All(times.Index(), call => Assert.True(call.Item >= TimeSpan.FromSeconds(call.Index / 20), $"{call}"));
    }

    [Fact]
    public async Task A_changed_limit_is_obeyed()
    {
        var workflow = await cluster.ActivateAsync("""{"limits":{"maxConcurrency":1}}""");
        var gauge = new Gauge();
        cluster.Executor.Answers[workflow.Provider] = async _ =>
        {
            using (gauge.Enter())
            {
                await Task.Delay(20);
            }

            return CountingExecutor.Ok;
        };
        await RunAsync(workflow.Id, 10);
        Assert.Equal(1, gauge.Most);
        var changed = await cluster.Grains.GetGrain<IProviderConfigurationGrain>(workflow.Provider).ChangeAsync(
            Json.FromText("""{"config":{"base_url":"https://bank.example","limits":{"maxConcurrency":6}}}"""), null, Cluster.Caller);
        Assert.True(changed.Ok);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (gauge.Most < 6)
        {
            patience.Token.ThrowIfCancellationRequested();
            await RunAsync(workflow.Id, 20);
        }

        Assert.Equal(6, gauge.Most);
    }

    [Fact]
    public async Task While_a_provider_is_down_executions_wait_and_say_so_and_go_on_when_it_is_back()
    {
        var workflow = await cluster.ActivateAsync("""{"circuitBreaker":{"failureThreshold":1,"openSeconds":2,"rampSeconds":30}}""");
        var down = true;
        var gauge = new Gauge();
        var calls = 0;
        cluster.Executor.Answers[workflow.Provider] = async _ =>
        {
            Interlocked.Increment(ref calls);
            using (gauge.Enter())
            {
                await Task.Delay(5);
            }

            return Volatile.Read(ref down) ? new CallResult { Outcome = CallOutcome.Failed, StatusCode = 503, Message = "down" } : CountingExecutor.Ok;
        };
        // The first one finds out, on one silo. Those that come later, on the other too, are not sent but for probes.
        var first = await StartAsync(workflow.Id, 1);
        await WaitForAsync(async () => (await WaitsAsync(first)).Any(w => w.Type == "circuitBreaker"));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var before = Volatile.Read(ref calls);
        var later = await StartAsync(workflow.Id, 40);
        await WaitForAsync(async () => (await WaitsAsync(later)).Count(w => w.Type == "circuitBreaker" && w.ProviderConfigId == workflow.Provider) >= 38);
        var probes = Volatile.Read(ref calls) - before;
        Assert.InRange(before, 1, 2);
        Assert.InRange(probes, 0, 1 + (int)(clock.Elapsed.TotalSeconds / 2));

        gauge.Reset();
        Volatile.Write(ref down, false);
        foreach (var id in first.Concat(later))
        {
            var end = await cluster.ResultsAsync(id);
            Assert.Equal(("completed", null), (end.Status, end.ErrorMessage));
        }

        // At the ramp: two at once at first, then four, then eight.
        Assert.InRange(gauge.Most, 1, 8);
        var untouched = await Task.WhenAll(later.Select(async id => (await cluster.ResultsAsync(id)).StepResults[0].Attempts));
        Assert.InRange(untouched.Count(attempts => attempts == 1), 39 - probes, 40);
    }

    [Fact]
    public async Task A_refusal_is_no_failure_of_the_provider()
    {
        var workflow = await cluster.ActivateAsync("""{"circuitBreaker":{"failureThreshold":2,"openSeconds":3600}}""");
        cluster.Executor.Answers[workflow.Provider] = _ => Task.FromResult(new CallResult { Outcome = CallOutcome.Rejected, StatusCode = 422, Message = "no" });
        Assert.All(await RunAsync(workflow.Id, 20), e => Assert.Equal("failed", e.Status));
    }

    private async Task<ExecutionResults[]> RunAsync(Guid workflow, int count)
    {
        List<ExecutionResults> ends = [];
        foreach (var id in await StartAsync(workflow, count))
        {
            ends.Add(await cluster.ResultsAsync(id));
        }

        return [.. ends];
    }

    private async Task<Guid[]> StartAsync(Guid workflow, int count)
    {
        var started = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => cluster.StartAsync(workflow, Guid.NewGuid().ToString())));
        return [.. started.Select(s => s.Value!.ExecutionId)];
    }

    private async Task<Wait[]> WaitsAsync(Guid[] ids)
    {
        var views = await Task.WhenAll(ids.Select(id => cluster.Grains.GetGrain<IExecutionQueryGrain>(0).GetAsync(id)));
        return [.. views.SelectMany(v => v.Value!.WaitingOn)];
    }

    private static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
