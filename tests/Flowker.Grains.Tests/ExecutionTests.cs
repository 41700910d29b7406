using System.Text;
using Flowker.Audit.Chain;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Tests;

/// <summary>Executions on two silos: one key, one execution; lost answers; the sweep.</summary>
public sealed class ExecutionTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Concurrent_starts_of_one_key_give_one_execution_and_one_set_of_calls()
    {
        var workflow = await cluster.ActivateAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => cluster.StartAsync(workflow, "one-key")));
        Assert.Equal(1, replies.Count(r => r.Value is { Replayed: false }));
        var id = Assert.Single(replies.Select(r => r.Value!.ExecutionId).Distinct());
        Assert.Equal(["a", "b"], (await cluster.ResultsAsync(id)).StepResults.Select(s => s.NodeId));
        Assert.Equal((1, 1), (Calls(id, "a"), Calls(id, "b")));
    }

    [Fact]
    public async Task A_key_stays_in_memory_only_when_it_is_asked_for_again()
    {
        var workflow = await cluster.ActivateAsync();
        await cluster.StartAsync(workflow, "asked-once");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await IsInMemoryAsync("asked-once"))
        {
            await Task.Delay(10, patience.Token);
        }

        Assert.True((await cluster.StartAsync(workflow, "asked-once")).Value!.Replayed);
        Assert.True(await IsInMemoryAsync("asked-once"));
    }

    [Fact]
    public async Task A_start_whose_answer_was_lost_is_found_again_and_goes_on()
    {
        var workflow = await cluster.ActivateAsync();
        foreach (var journal in cluster.Journals)
        {
            journal.LoseAnswerOf = c => c.Start?.IdempotencyKey == "lost-answer";
        }

        var lost = await cluster.StartAsync(workflow, "lost-answer");
        Assert.Equal("FLK-9998", lost.Fault!.Code);
        Forgive();
        var again = await cluster.StartAsync(workflow, "lost-answer");
        Assert.True(again.Value!.Replayed);
        Assert.Equal("completed", (await cluster.ResultsAsync(again.Value.ExecutionId)).Status);
        Assert.Equal((1, 1), (Calls(again.Value.ExecutionId, "a"), Calls(again.Value.ExecutionId, "b")));
    }

    [Fact]
    public async Task A_start_whose_answer_was_lost_goes_on_though_nobody_asks_again()
    {
        var workflow = await cluster.ActivateAsync();
        foreach (var journal in cluster.Journals)
        {
            journal.LoseAnswerOf = c => c.Start?.IdempotencyKey == "nobody-asks";
        }

        await cluster.StartAsync(workflow, "nobody-asks");
        Forgive();
        var stored = await cluster.Service<IExecutionQueries>().GetByKeyAsync(Tenants.Default, "nobody-asks");
        Assert.Equal("completed", (await cluster.ResultsAsync(stored!.ExecutionId)).Status);
    }

    [Fact]
    public async Task A_start_that_was_never_stored_leaves_the_key_free()
    {
        var workflow = await cluster.ActivateAsync();
        foreach (var journal in cluster.Journals)
        {
            journal.LoseRequestOf = c => c.Start?.IdempotencyKey == "never-stored";
        }

        Assert.Equal("FLK-9998", (await cluster.StartAsync(workflow, "never-stored")).Fault!.Code);
        Forgive();
        Assert.False((await cluster.StartAsync(workflow, "never-stored")).Value!.Replayed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_fails_once_is_repeated_and_no_call_with_it(bool written)
    {
        var workflow = await cluster.ActivateAsync();
        var failed = new HashSet<(Guid, int)>();
        bool FailsOnce(ExecutionCommit commit)
        {
            lock (failed)
            {
                return commit.Start is null && failed.Add((commit.ExecutionId, commit.ExpectedVersion));
            }
        }

        foreach (var journal in cluster.Journals)
        {
            if (written)
            {
                journal.LoseAnswerOf = FailsOnce;
            }
            else
            {
                journal.LoseRequestOf = FailsOnce;
            }
        }

        var started = await cluster.StartAsync(workflow, $"repeated-{written}");
        var results = await cluster.ResultsAsync(started.Value!.ExecutionId);
        Forgive();
        Assert.Equal("completed", results.Status);
        // A silo that does not know the provider yet asks for it before it commits that it calls: that is one more.
        Assert.InRange(failed.Count(f => f.Item1 == started.Value.ExecutionId), 2, 3);
        Assert.Equal((1, 1), (Calls(started.Value.ExecutionId, "a"), Calls(started.Value.ExecutionId, "b")));
    }

    [Fact]
    public async Task What_a_dead_silo_drove_is_taken_over()
    {
        var workflow = await cluster.ActivateAsync();
        var id = await cluster.StoreStartAsync(workflow, owner: "a silo of an earlier life");
        // A silo that joins sweeps at once.
        await cluster.Silos.StartAdditionalSiloAsync();
        Assert.Equal("completed", (await cluster.ResultsAsync(id)).Status);
        Assert.Equal((1, 1), (Calls(id, "a"), Calls(id, "b")));
    }

    [Fact]
    public async Task A_finished_execution_leaves_memory_at_once()
    {
        var workflow = await cluster.ActivateAsync();
        var starts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => cluster.StartAsync(workflow, $"memory-{i}")));
        foreach (var start in starts)
        {
            await cluster.ResultsAsync(start.Value!.ExecutionId);
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var management = cluster.Grains.GetGrain<IManagementGrain>(0);
        while ((await management.GetDetailedGrainStatistics()).Any(s => s.GrainType.Contains("ExecutionGrain", StringComparison.Ordinal)))
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task Every_change_leaves_its_audit_event_with_the_real_actor()
    {
        var workflow = await cluster.ActivateAsync();
        var started = await cluster.StartAsync(workflow, "audited");
        await cluster.ResultsAsync(started.Value!.ExecutionId);
        var audit = cluster.Service<IAuditQueries>();
        var ofWorkflow = await audit.ListByResourceAsync("workflow", workflow.ToString(), 10);
        Assert.Equal([("WORKFLOW_CREATED", "test"), ("WORKFLOW_ACTIVATED", "test")], ofWorkflow.Select(e => (e.EventType, e.Actor.Id)));
        var ofExecution = await audit.ListByResourceAsync("execution", started.Value.ExecutionId.ToString(), 10);
        Assert.Equal(
            [
                ("EXECUTION_STARTED", "user", "test"), ("PROVIDER_CALL_STARTED", "system", "flowker"), ("PROVIDER_CALL_COMPLETED", "system", "flowker"),
                ("PROVIDER_CALL_STARTED", "system", "flowker"), ("PROVIDER_CALL_COMPLETED", "system", "flowker"), ("EXECUTION_COMPLETED", "system", "flowker"),
            ],
            ofExecution.Select(e => (e.EventType, e.Actor.Type, e.Actor.Id)));

        // As the chain hashes it, or it would have to be parsed and sorted once more.
        Assert.All(ofExecution, e => Assert.Equal(Encoding.UTF8.GetString(CanonicalEntry.Details(e.Metadata)!), e.Metadata));
    }

    private async Task<bool> IsInMemoryAsync(string key)
    {
        var grain = cluster.Grains.GetGrain<IIdempotencyGrain>(IdempotencyKey.ToGrainKey(Tenants.Default, key));
        return await cluster.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain) is not null;
    }

    private int Calls(Guid execution, string node) => cluster.Executor.CallsOf($"{execution}:{node}");

    private void Forgive()
    {
        foreach (var journal in cluster.Journals)
        {
            journal.LoseAnswerOf = _ => false;
            journal.LoseRequestOf = _ => false;
        }
    }
}
