using Flowker.Engine.Executions;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Tests;

/// <summary>A silo that stood still while another took over what it drove, and goes on as if nothing had been.</summary>
public sealed class FencingTests(Cluster cluster) : IClassFixture<Cluster>
{
    [Fact]
    public async Task A_silo_that_comes_back_cannot_commit_what_it_brings()
    {
        var (workflow, provider) = await cluster.ActivateAsync("{}");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = true;
        cluster.Executor.Answers[provider] = async _ =>
        {
            var isFirst = first;
            first = false;
            if (isFirst)
            {
                begun.SetResult();
                await back.Task;
            }

            return CountingExecutor.Ok with { StatusCode = isFirst ? 201 : 200 };
        };
        var id = (await cluster.StartAsync(workflow, "fenced")).Value!.ExecutionId;
        // Else the successor's call might be the first one.
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await TakeOverAsync(id);
        back.SetResult();

        Assert.Equal("completed", (await cluster.ResultsAsync(id)).Status);
        var commits = (await cluster.Service<IJournal>().ReadAsync(id)).Select(e => ExecutionEventCodec.Decode(e.Events.Span)).ToArray();
        // The intent to call may be a commit of its own.
        Assert.Equal(
            [typeof(ExecutionStarted), typeof(ExecutionResumed), typeof(ExecutionResumed)],
            commits.Select(c => c[0].GetType()).Where(t => t != typeof(NodeStarted)).Take(3));
        var outcome = Assert.Single(commits.SelectMany(c => c).OfType<NodeCompleted>(), c => c.NodeId == "a");
        Assert.Equal(200, outcome.Call!.StatusCode);
        var audit = await cluster.Service<IAuditQueries>().ListByResourceAsync("execution", id.ToString(), 100);
        Assert.Equal(2, audit.Count(e => e.EventType == "PROVIDER_CALL_COMPLETED"));
        Assert.Equal(2, cluster.Executor.CallsOf($"{id}:a"));
    }

    // As a sweep does it on a silo for which the owner is dead.
    private async Task TakeOverAsync(Guid id)
    {
        var executions = cluster.Service<IExecutionQueries>();
        var paused = (await executions.GetAsync(id))!;
        var successor = cluster.Silos.Silos.Select(s => s.SiloAddress.ToParsableString()).Single(s => s != paused.Summary.Owner);
        Assert.Equal([id], await executions.ClaimAbandonedAsync([successor], successor, limit: 10));
        var commit = new ExecutionCommit
        {
            ExecutionId = id,
            CommitId = Guid.NewGuid(),
            ExpectedVersion = paused.Version,
            Events = ExecutionEventCodec.Encode([new ExecutionResumed { At = DateTimeOffset.UtcNow }]),
            Summary = paused.Summary with { Owner = successor },
        };
        Assert.Equal(AppendOutcome.Committed, (await cluster.Service<IJournal>().AppendAsync(commit)).Outcome);
    }
}
