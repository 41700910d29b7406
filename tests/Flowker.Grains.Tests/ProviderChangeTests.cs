using System.Diagnostics;
using Flowker.Engine.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Grains.Tests;

/// <summary>A provider configuration that is changed while both silos call with it.</summary>
public sealed class ProviderChangeTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Once_a_change_is_answered_no_call_begins_with_what_was_before()
    {
        var (workflow, provider) = await cluster.ActivateAsync("{}");
        var configuration = cluster.Grains.GetGrain<IProviderConfigurationGrain>(provider);
        var inForce = 1;
        var late = 0;
        var seen = new HashSet<int>();
        cluster.Executor.Begins[provider] = call =>
        {
            if (call.Provider.Version < Volatile.Read(ref inForce))
            {
                Interlocked.Increment(ref late);
            }

            lock (seen)
            {
                seen.Add(call.Provider.Version);
            }
        };
        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(workflow, enough.Token)));
        for (var round = 0; round < 15; round++)
        {
            var changed = await configuration.ChangeAsync(
                Json.FromText($$"""{"config":{"base_url":"https://bank{{round}}.example"} }"""), null, Cluster.Caller);
            Assert.True(changed.Ok, changed.Fault?.Message);
            Volatile.Write(ref inForce, changed.Value!.Version);
            await SeenAsync(changed.Value.Version);
        }

        await enough.CancelAsync();
        await load;
        Assert.Equal(0, late);

        async Task SeenAsync(int version)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (true)
            {
                lock (seen)
                {
                    if (seen.Contains(version))
                    {
                        return;
                    }
                }

                patience.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_change_that_all_silos_confirm_does_not_wait_for_leases()
    {
        var (workflow, provider) = await cluster.ActivateAsync("{}");
        await cluster.ResultsAsync((await cluster.StartAsync(workflow, Guid.NewGuid().ToString())).Value!.ExecutionId);
        var configuration = cluster.Grains.GetGrain<IProviderConfigurationGrain>(provider);
        var quickest = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var clock = Stopwatch.StartNew();
            Assert.True((await configuration.ChangeAsync(Json.FromText("""{"description":"again"}"""), null, Cluster.Caller)).Ok);
            quickest = clock.Elapsed < quickest ? clock.Elapsed : quickest;
        }

        Assert.True(quickest < TimeSpan.FromSeconds(1), quickest.ToString());
    }

    [Fact]
    public async Task Once_it_is_disabled_no_call_begins_and_once_it_is_enabled_calls_go_on()
    {
        var (workflow, provider) = await cluster.ActivateAsync("{}");
        var configuration = cluster.Grains.GetGrain<IProviderConfigurationGrain>(provider);
        var off = false;
        var late = 0;
        cluster.Executor.Begins[provider] = _ => late += Volatile.Read(ref off) ? 1 : 0;
        for (var round = 0; round < 5; round++)
        {
            Assert.Equal("completed", (await EndAsync(workflow)).Status);
            Assert.True((await configuration.DisableAsync(null, Cluster.Caller)).Ok);
            Volatile.Write(ref off, true);
            var refused = await EndAsync(workflow);
            Assert.Equal(("failed", "FLK-0150"), (refused.Status, refused.ErrorCode));
            Assert.Contains("is not active", refused.ErrorMessage, StringComparison.Ordinal);
            Volatile.Write(ref off, false);
            Assert.True((await configuration.EnableAsync(null, Cluster.Caller)).Ok);
        }

        Assert.Equal(0, late);
    }

    [Fact]
    public async Task A_breaker_is_seen_and_closed_by_hand()
    {
        var (workflow, provider) = await cluster.ActivateAsync("""{"circuitBreaker":{"failureThreshold":1,"openSeconds":3600}}""");
        var configuration = cluster.Grains.GetGrain<IProviderConfigurationGrain>(provider);
        var down = true;
        cluster.Executor.Answers[provider] = _ => Task.FromResult(Volatile.Read(ref down)
            ? new CallResult { Outcome = CallOutcome.Failed, Transient = true, StatusCode = 503, Message = "down" }
            : CountingExecutor.Ok);
        Assert.Equal(("closed", null), ((await configuration.GetAsync()).Value!.Breaker!.State, (await configuration.GetAsync()).Value!.Breaker!.Since));
        var held = (await cluster.StartAsync(workflow, Guid.NewGuid().ToString())).Value!.ExecutionId;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await configuration.GetAsync()).Value!.Breaker!.State != "open")
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        var open = (await configuration.GetAsync()).Value!.Breaker!;
        Assert.InRange(open.Until!.Value - open.Since!.Value, TimeSpan.FromSeconds(3590), TimeSpan.FromSeconds(3610));
        Volatile.Write(ref down, false);
        Assert.Equal("FLK-0302", (await configuration.CloseCircuitAsync(Json.FromText("""{"reason":" "}"""), Cluster.Caller)).Fault!.Code);
        var closed = await configuration.CloseCircuitAsync(Json.FromText("""{"reason":"the bank is back"}"""), Cluster.Caller);

        Assert.Equal("closed", closed.Value!.Breaker!.State);
        Assert.Equal("completed", (await cluster.ResultsAsync(held)).Status);
    }

    private async Task<ExecutionResults> EndAsync(Guid workflow) =>
        await cluster.ResultsAsync((await cluster.StartAsync(workflow, Guid.NewGuid().ToString())).Value!.ExecutionId);

    private async Task StartAsync(Guid workflow, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await EndAsync(workflow);
        }
    }
}
