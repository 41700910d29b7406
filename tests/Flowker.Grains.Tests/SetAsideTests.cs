using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Executions;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Tests;

/// <summary>Executions whose turns cannot be computed.</summary>
public sealed class SetAsideTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task What_cannot_be_computed_is_set_aside_and_named_and_goes_on_when_it_is_taken_up()
    {
        var (workflow, provider) = await cluster.ActivateAsync("{}");
        Guid poisoned = default;
        Poison(commit => commit.ExecutionId == poisoned && Decode(commit).Any(e => e is NodeCompleted { NodeId: "a" }));
        cluster.Executor.Answers[provider] = call =>
        {
            if (call.CallKey.EndsWith(":a", StringComparison.Ordinal) && poisoned == default)
            {
                poisoned = Guid.Parse(call.CallKey[..36]);
            }

            return Task.FromResult(CountingExecutor.Ok);
        };
        var id = (await cluster.StartAsync(workflow, "poisoned")).Value!.ExecutionId;
        var wait = await AsideAsync(id);
        Assert.Equal(("resolution", "", 0), (wait.Type, wait.NodeId, wait.Attempt));
        Assert.Equal(TimeSpan.FromHours(1), wait.Until - wait.Since);

        // Two failures to be suspected, and five under its mark.
        Assert.Equal(7, cluster.Executor.CallsOf($"{id}:a"));
        var others = (await cluster.StartAsync(workflow, "beside it")).Value!.ExecutionId;
        Assert.Equal("completed", (await cluster.ResultsAsync(others)).Status);

        // Nobody takes it, and nobody misses it.
        var version = (await cluster.Service<IExecutionQueries>().GetAsync(id))!.Version;
        await cluster.Grains.GetGrain<IExecutionGrain>(id).ResumeAsync();
        Assert.Equal(version, (await cluster.Service<IExecutionQueries>().GetAsync(id))!.Version);
        var report = await cluster.Grains.GetGrain<Interfaces.Operations.IOperationsGrain>(0).CheckInvariantsAsync();
        Assert.DoesNotContain(report.Value!.Executions, e => e.ExecutionId == id);

        Poison(_ => false);
        var resumed = await cluster.Grains.GetGrain<IExecutionGrain>(id).TakeUpAsync("more memory", Cluster.Caller);
        Assert.True(resumed.Ok && resumed.Value.Version > version, resumed.Fault?.Message);
        Assert.Equal("completed", (await cluster.ResultsAsync(id)).Status);
        var events = await cluster.Service<IAuditQueries>().ListByResourceAsync("execution", id.ToString(), 1_000);
        Assert.Equal(
            Enumerable.Range(1, events.Count).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            events.Select(e => JsonElement.Parse(e.Metadata).GetProperty("execution.event").GetString()));
        Assert.Single(events, e => e.EventType == "EXECUTION_SET_ASIDE");
        var takenUp = Assert.Single(events, e => e.EventType == "EXECUTION_RESUMED");
        Assert.Equal(("test", "more memory"), (takenUp.Actor.Id, JsonElement.Parse(takenUp.Metadata).GetProperty("reason").GetString()));
        Assert.Equal("FLK-0512", (await cluster.Grains.GetGrain<IExecutionGrain>(id).TakeUpAsync("again", Cluster.Caller)).Fault?.Code);
        Assert.Equal("FLK-0500", (await cluster.Grains.GetGrain<IExecutionGrain>(Guid.NewGuid()).TakeUpAsync("nothing", Cluster.Caller)).Fault?.Code);
    }

    [Fact]
    public async Task What_merely_waited_or_had_a_call_in_flight_is_never_set_aside()
    {
        var workflow = await cluster.ActivateAsync();
        var id = await cluster.StoreStartAsync(workflow, "dead-0");
        var queries = cluster.Service<IExecutionQueries>();
        var living = cluster.Silos.Silos.Select(s => s.SiloAddress.ToParsableString()).ToArray();
        for (var silo = 1; silo <= 20 && (await queries.GetAsync(id))!.Summary.CompletedAt is null; silo++)
        {
            await queries.ClaimAbandonedAsync([.. living, "set-aside"], $"dead-{silo}", 100);
        }

        Assert.Equal("completed", (await cluster.ResultsAsync(id)).Status);
    }

    [Fact]
    public async Task What_this_version_does_not_know_is_let_go_of_and_not_failed()
    {
        var queries = cluster.Service<IExecutionQueries>();
        var later = await cluster.StoreStartAsync(
            await cluster.ActivateAsync(), "dead", laterEvent: """{"e":"approved","at":"2026-05-01T12:00:00Z"}""");
        var lost = await cluster.StoreStartAsync(await cluster.ActivateAsync(), "dead", definitionHash: "of a definition with other nodes");
        foreach (var id in new[] { later, lost })
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while ((await queries.GetAsync(id))!.Summary is not { Owner: null })
            {
                await Task.Delay(20, patience.Token);
            }

            Assert.Equal(("running", 1), ((await queries.GetAsync(id))!.Summary.Status, (await queries.GetAsync(id))!.Version));
            Assert.Equal(0, (await cluster.Service<IExecutionClaims>().GetAsync(id))!.Deaths);
        }
    }

    private async Task<Wait> AsideAsync(Guid id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            if ((await cluster.Grains.GetGrain<IExecutionQueryGrain>(0).GetAsync(id)).Value is { WaitingOn: [{ Type: "resolution" } wait] })
            {
                return wait;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private void Poison(Func<ExecutionCommit, bool> isPoison)
    {
        foreach (var journal in cluster.Journals)
        {
            journal.IsPoison = isPoison;
        }
    }

    private static ImmutableArray<ExecutionEvent> Decode(ExecutionCommit commit) => ExecutionEventCodec.Decode(commit.Events.Span);
}
