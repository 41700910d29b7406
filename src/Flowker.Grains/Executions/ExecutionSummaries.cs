using System.Text.Json;
using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Storage.Journal;

namespace Flowker.Grains.Executions;

/// <summary>The columns of an execution, made of its state.</summary>
internal static class ExecutionSummaries
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static ExecutionSummary Of(ExecutionState state, WorkflowPlan plan, string? owner) => new()
    {
        Status = state.Status switch
        {
            ExecutionStatus.Completed => "completed",
            ExecutionStatus.Failed => "failed",
            ExecutionStatus.Running => "running",
            var unknown => throw new InvalidOperationException($"No status says {unknown}."),
        },
        CurrentStep = state.CurrentStep,
        SkippedSteps = state.SkippedSteps(plan),
        HandledFailures = state.HandledFailures,
        CompletedAt = state.CompletedAt,
        ErrorCode = state.Status is ExecutionStatus.Failed ? state.Failure?.Code : null,
        ErrorMessage = state.Status is ExecutionStatus.Failed ? state.Failure?.Message : null,
        FailedNodeId = state.Status is ExecutionStatus.Failed ? state.Failure?.NodeId : null,
        WaitingOn = Waits(state) is { Length: > 0 } waits ? Text(waits) : null,
        Owner = owner,
        DueAt = state.Ended ? null : state.Nodes.Values.Min(n => n.RetryAt),
    };

    /// <summary>As it is stored.</summary>
    public static string Text(Wait[] waits) => JsonSerializer.Serialize(waits, Options);

    /// <summary>What <see cref="ExecutionSummary.WaitingOn"/> says; nothing when it says nothing that can be read.</summary>
    public static Wait[] Waits(string? waitingOn)
    {
        try
        {
            return waitingOn is null ? [] : JsonSerializer.Deserialize<Wait[]>(waitingOn, Options) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>On what one node waits; null when it does not.</summary>
    public static Wait? WaitOf(NodeState node) => node is not { Status: NodeStatus.Waiting, RetryAt: { } until } ? null : new Wait
    {
        Type = node.Hold switch
        {
            null => "retry",
            { Cause: HoldCause.CircuitBreaker } => "circuitBreaker",
            { Cause: HoldCause.Limit } => "limit",
            { Cause: var unknown } => throw new InvalidOperationException($"No wait says {unknown}."),
        },
        NodeId = node.NodeId,
        Since = node.Hold?.Since ?? node.EndedAt,
        Until = until,
        Attempt = node.Attempt + 1,
        Reason = node.Hold?.Reason ?? node.Error,
        ProviderConfigId = node.Hold?.ProviderConfigId,
    };

    private static Wait[] Waits(ExecutionState state) =>
        state.Ended ? [] : [.. state.Nodes.Values.Where(n => n.Status is NodeStatus.Waiting).OrderBy(n => n.Step).Select(WaitOf).OfType<Wait>()];
}
