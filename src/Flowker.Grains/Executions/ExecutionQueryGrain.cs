using System.Collections.Immutable;
using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Lists;
using Flowker.Storage;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;
using Orleans.Concurrency;

namespace Flowker.Grains.Executions;

/// <summary>Reads of executions, from the tables alone: no read ever wakes the grain that drives one.</summary>
[GrainType("flowker.execution-query")]
[StatelessWorker]
[Reentrant]
internal sealed class ExecutionQueryGrain(IExecutionQueries executions, IJournal journal, PlanCache plans, TimeProvider time) : Grain, IExecutionQueryGrain
{
    public async Task<Reply<ExecutionView>> GetAsync(Guid executionId)
    {
        try
        {
            return await executions.GetAsync(executionId) is { } row ? View(row) : Faults.ExecutionNotFound(executionId);
        }
        catch (StorageUnavailableException failure)
        {
            return Faults.Of(failure);
        }
    }

    public Task<Reply<ExecutionView>> GetByKeyAsync(string idempotencyKey) => StorageCalls.RunAsync<ExecutionView>(async () =>
        await executions.GetByKeyAsync(Tenants.Default, idempotencyKey) is { } row ? View(row) : Faults.KeyNotFound());

    public Task<Reply<ExecutionResults>> GetResultsAsync(Guid executionId) => ReadAsync<ExecutionResults>(
        executionId,
        (row, state, plan) => row.Summary.CompletedAt is null ? Faults.ExecutionNotEnded(executionId) : Results(row, state, plan));

    public Task<Reply<ExecutionSteps>> GetStepsAsync(Guid executionId) => ReadAsync<ExecutionSteps>(
        executionId,
        (row, state, plan) => new ExecutionSteps { Execution = View(row), Steps = Steps(state, plan) });

    public Task<Reply<StepDetail>> GetStepAsync(Guid executionId, string nodeId) => ReadAsync<StepDetail>(
        executionId,
        (_, state, plan) => StepDetails.Of(state, plan, nodeId) is { } step ? step : Faults.StepNotFound(executionId, nodeId));

    public async Task<Reply<Page<ExecutionView>>> ListAsync(ExecutionListRequest request)
    {
        if (!ListCursor.TryRead(request.Cursor, Filters(request), out var cursor))
        {
            return Faults.BadCursor();
        }

        try
        {
            var byCompletedAt = (cursor?.SortBy ?? request.SortBy) == "completedAt";
            var ascending = cursor?.Ascending ?? request.Ascending;
            var rows = await executions.ListAsync(new ExecutionFilter
            {
                Tenant = Tenants.Default,
                WorkflowId = request.WorkflowId,
                Status = request.Status,
                StartedFrom = request.StartedFrom,
                StartedTo = request.StartedTo,
                IdempotencyKey = request.IdempotencyKey,
                FailedNodeId = request.FailedNodeId,
                ByCompletedAt = byCompletedAt,
                Ascending = ascending,
                Limit = request.Limit + 1,
                AfterId = cursor?.Id,
                AfterValue = cursor?.Time,
            });
            return Pages.Of(rows, request.Limit, View, last => new ListCursor
            {
                Id = last.ExecutionId,
                Time = byCompletedAt ? last.Summary.CompletedAt : last.StartedAt,
                SortBy = byCompletedAt ? "completedAt" : "startedAt",
                Ascending = ascending,
                Filters = Filters(request),
            });
        }
        catch (StorageUnavailableException failure)
        {
            return Faults.Of(failure);
        }
    }

    private async Task<Reply<T>> ReadAsync<T>(Guid executionId, Func<ExecutionRow, ExecutionState, WorkflowPlan?, Reply<T>> view)
    {
        try
        {
            if (await executions.GetAsync(executionId) is not { } row)
            {
                return Faults.ExecutionNotFound(executionId);
            }

            var entries = await journal.ReadAsync(executionId);
            var state = ExecutionFold.Fold(entries.SelectMany(e => ExecutionEventCodec.Decode(e.Events.Span)));
            return view(row, state, await plans.GetAsync(row.DefinitionHash));
        }
        catch (StorageUnavailableException failure)
        {
            return Faults.Of(failure);
        }
        catch (System.Text.Json.JsonException)
        {
            return Faults.Make("FLK-9999", "The stored events of the execution cannot be read.");
        }
    }

    private static string Filters(ExecutionListRequest request) =>
        $"executions|{request.WorkflowId}|{request.Status}|{request.StartedFrom:O}|{request.StartedTo:O}|{request.IdempotencyKey}|{request.FailedNodeId}";

    private ExecutionView View(ExecutionRow row) => new()
    {
        ExecutionId = row.ExecutionId,
        WorkflowId = row.WorkflowId,
        Status = row.Summary.Status,
        CurrentStepNumber = row.Summary.CurrentStep,
        TotalSteps = row.TotalSteps,
        StartedAt = row.StartedAt,
        CompletedAt = row.Summary.CompletedAt,
        ErrorMessage = row.Summary.ErrorMessage,
        ErrorCode = row.Summary.ErrorCode,
        WaitingOn = [.. ExecutionSummaries.Waits(row.Summary.WaitingOn).Select(Current)],
        SkippedSteps = row.Summary.SkippedSteps,
        HandledFailures = row.Summary.HandledFailures,
    };

    // What only a person ends has the next time to look as its end.
    private Wait Current(Wait wait) => wait.Type == SetAside.Wait ? wait with { Until = SetAside.LookAfter(wait.Since, time.GetUtcNow()) } : wait;

    private static ExecutionResults Results(ExecutionRow row, ExecutionState state, WorkflowPlan? plan) => new()
    {
        ExecutionId = row.ExecutionId,
        WorkflowId = row.WorkflowId,
        Status = row.Summary.Status,
        StepResults = Steps(state, plan),
        SkippedNodes = [.. state.Nodes.Values.Where(n => n.Status is NodeStatus.Skipped).Select(n => n.NodeId).Order(StringComparer.Ordinal)],
        FinalOutput = FinalOutput.Of(state) is { } output ? Json.FromElement(output) : default,
        StartedAt = row.StartedAt,
        CompletedAt = row.Summary.CompletedAt,
        ErrorCode = row.Summary.ErrorCode,
        ErrorMessage = row.Summary.ErrorMessage,
        HandledFailures = state.HandledFailures,
    };

    private static ImmutableArray<StepResult> Steps(ExecutionState state, WorkflowPlan? plan) =>
        [.. state.Nodes.Values.Where(n => n is { Step: > 0, Decided: true }).OrderBy(n => n.Step).Select(n => Step(n, plan))];

    private static StepResult Step(NodeState node, WorkflowPlan? plan) => new()
    {
        StepNumber = node.Step,
        StepName = plan?.ById.GetValueOrDefault(node.NodeId)?.StepName ?? node.NodeId,
        NodeId = node.NodeId,
        Status = node.Status is NodeStatus.Completed ? "completed" : "failed",
        Output = node.Output is { } output ? Json.FromElement(output) : default,
        ErrorMessage = node.Error,
        ExecutedAt = node.StartedAt,
        DurationMs = Math.Max(0, (long)(node.EndedAt - node.StartedAt).TotalMilliseconds),
        Attempts = node.Attempt,
    };
}
