using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Executions;

/// <summary>Reads of executions: what was committed. Grain key: 0; any silo answers.</summary>
[Alias("flowker.execution-query"), Version(1), Repeatable]
public interface IExecutionQueryGrain : IGrainWithIntegerKey
{
    /// <summary>Fault: FLK-0500.</summary>
    [Alias("get")]
    Task<Reply<ExecutionView>> GetAsync(Guid executionId);

    /// <summary>The execution that a key started. Fault: FLK-0500.</summary>
    [Alias("get-by-key")]
    Task<Reply<ExecutionView>> GetByKeyAsync(string idempotencyKey);

    /// <summary>Faults: FLK-0500; FLK-0502 while it has not ended.</summary>
    [Alias("results")]
    Task<Reply<ExecutionResults>> GetResultsAsync(Guid executionId);

    /// <summary>The steps that are committed so far, also while it runs. Fault: FLK-0500.</summary>
    [Alias("steps")]
    Task<Reply<ExecutionSteps>> GetStepsAsync(Guid executionId);

    /// <summary>One node with its attempts, also while it runs. Faults: FLK-0500; FLK-0511 for a node that the definition does not have.</summary>
    [Alias("step")]
    Task<Reply<StepDetail>> GetStepAsync(Guid executionId, string nodeId);

    /// <summary>Fault: INVALID_CURSOR.</summary>
    [Alias("list")]
    Task<Reply<Page<ExecutionView>>> ListAsync(ExecutionListRequest request);
}

/// <summary>One execution. Source: <c>spec/reference-api.md</c>, 5.2.0.</summary>
[GenerateSerializer, Immutable, Alias("flowker.execution-view")]
public sealed record ExecutionView
{
    [Id(0)] public required Guid ExecutionId { get; init; }

    [Id(1)] public required Guid WorkflowId { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    [Id(2)] public required string Status { get; init; }

    [Id(3)] public required int CurrentStepNumber { get; init; }

    [Id(4)] public required int TotalSteps { get; init; }

    [Id(5)] public required DateTimeOffset StartedAt { get; init; }

    [Id(6)] public DateTimeOffset? CompletedAt { get; init; }

    [Id(7)] public string? ErrorMessage { get; init; }

    [Id(8)] public string? ErrorCode { get; init; }

    /// <summary>Present while it waits.</summary>
    [Id(9)] public ImmutableArray<Wait> WaitingOn { get; init; } = [];

    /// <summary>Steps that will not run, because no way leads to them any more. They count in <see cref="TotalSteps"/>.</summary>
    [Id(10)] public int SkippedSteps { get; init; }

    /// <summary>Nodes that failed and whose error edge was taken, so that the execution went on.</summary>
    [Id(11)] public int HandledFailures { get; init; }
}

/// <summary>On what an execution waits. Source: <c>spec/decisions.md</c>, "Execution status".</summary>
[GenerateSerializer, Immutable, Alias("flowker.wait")]
public sealed record Wait
{
    /// <summary>
    /// <c>retry</c>, <c>circuitBreaker</c> (its provider is down), <c>limit</c> (its provider takes no more calls now) or <c>resolution</c>
    /// (it was set aside, and somebody must decide).
    /// </summary>
    [Id(0)] public required string Type { get; init; }

    /// <summary>Empty when it is no node that waits.</summary>
    [Id(1)] public required string NodeId { get; init; }

    [Id(2)] public required DateTimeOffset Since { get; init; }

    /// <summary>When it is tried again at the latest.</summary>
    [Id(3)] public required DateTimeOffset Until { get; init; }

    /// <summary>The number of the attempt that comes next; 0 where none follows.</summary>
    [Id(4)] public required int Attempt { get; init; }

    /// <summary>Why the last attempt was no success, or what holds the next one back.</summary>
    [Id(5)] public string? Reason { get; init; }

    /// <summary>Whose guard holds it back; null for a retry.</summary>
    [Id(6)] public Guid? ProviderConfigId { get; init; }
}

/// <summary>What an execution that has ended did and gave.</summary>
[GenerateSerializer, Immutable, Alias("flowker.execution-results")]
public sealed record ExecutionResults
{
    [Id(0)] public required Guid ExecutionId { get; init; }

    [Id(1)] public required Guid WorkflowId { get; init; }

    [Id(2)] public required string Status { get; init; }

    /// <summary>The steps that ran, by number.</summary>
    [Id(3)] public required ImmutableArray<StepResult> StepResults { get; init; }

    /// <summary>The nodes that did not run because all ways to them were dead.</summary>
    [Id(4)] public ImmutableArray<string> SkippedNodes { get; init; } = [];

    /// <summary>A JSON object; without a value when the execution failed.</summary>
    [Id(5)] public Json FinalOutput { get; init; }

    [Id(6)] public required DateTimeOffset StartedAt { get; init; }

    [Id(7)] public DateTimeOffset? CompletedAt { get; init; }

    [Id(8)] public string? ErrorCode { get; init; }

    [Id(9)] public string? ErrorMessage { get; init; }

    /// <summary>Nodes that failed and whose error edge was taken, so that the execution went on.</summary>
    [Id(10)] public int HandledFailures { get; init; }
}

/// <summary>How far an execution has come.</summary>
[GenerateSerializer, Immutable, Alias("flowker.execution-steps")]
public sealed record ExecutionSteps
{
    [Id(0)] public required ExecutionView Execution { get; init; }

    /// <summary>The steps that have ended, by number.</summary>
    [Id(1)] public required ImmutableArray<StepResult> Steps { get; init; }
}

/// <summary>What one node did. Source: <c>spec/reference-api.md</c>, 5.2.0.</summary>
[GenerateSerializer, Immutable, Alias("flowker.step-result")]
public sealed record StepResult
{
    [Id(0)] public required int StepNumber { get; init; }

    [Id(1)] public required string StepName { get; init; }

    [Id(2)] public required string NodeId { get; init; }

    /// <summary><c>completed</c> or <c>failed</c>.</summary>
    [Id(3)] public required string Status { get; init; }

    [Id(4)] public Json Output { get; init; }

    [Id(5)] public string? ErrorMessage { get; init; }

    [Id(6)] public required DateTimeOffset ExecutedAt { get; init; }

    [Id(7)] public required long DurationMs { get; init; }

    /// <summary>Attempts made at a provider call; 0 for other nodes.</summary>
    [Id(8)] public int Attempts { get; init; }
}

/// <summary>What to list; already checked against the limits of the contract.</summary>
[GenerateSerializer, Immutable, Alias("flowker.execution-list-request")]
public sealed record ExecutionListRequest
{
    [Id(0)] public Guid? WorkflowId { get; init; }

    [Id(1)] public string? Status { get; init; }

    [Id(2)] public required int Limit { get; init; }

    [Id(3)] public string? Cursor { get; init; }

    /// <summary><c>startedAt</c> or <c>completedAt</c>.</summary>
    [Id(4)] public required string SortBy { get; init; }

    [Id(5)] public required bool Ascending { get; init; }

    /// <summary>Inclusive.</summary>
    [Id(6)] public DateTimeOffset? StartedFrom { get; init; }

    /// <summary>Inclusive.</summary>
    [Id(7)] public DateTimeOffset? StartedTo { get; init; }

    [Id(8)] public string? IdempotencyKey { get; init; }

    /// <summary>The node whose failure failed the execution.</summary>
    [Id(9)] public string? FailedNodeId { get; init; }
}
