using System.Text.Json.Serialization;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Api.Endpoints;

/// <summary>What a start answers. Source: <c>spec/execute-workflow.seed.md</c>, ExecutionCreateOutput.</summary>
internal sealed record StartedResponse(Guid ExecutionId, Guid WorkflowId, string Status, DateTime StartedAt);

/// <summary>One execution. Source: <c>spec/reference-api.md</c>, 5.2.0, with what it waits on.</summary>
internal sealed record ExecutionResponse(
    Guid ExecutionId,
    Guid WorkflowId,
    string Status,
    int CurrentStepNumber,
    int TotalSteps,
    DateTime StartedAt,
    DateTime? CompletedAt,
    string? ErrorCode,
    string? ErrorMessage,
    IReadOnlyList<WaitResponse>? WaitingOn)
{
    public static ExecutionResponse Of(ExecutionView view) => new(
        view.ExecutionId,
        view.WorkflowId,
        view.Status,
        view.CurrentStepNumber,
        view.TotalSteps,
        view.StartedAt.UtcDateTime,
        view.CompletedAt?.UtcDateTime,
        view.ErrorCode,
        view.ErrorMessage,
        view.WaitingOn.IsDefaultOrEmpty ? null : [.. view.WaitingOn.Select(WaitResponse.Of)]);
}

/// <summary>On what it waits, since when and until when.</summary>
internal sealed record WaitResponse(
    string Type, string NodeId, DateTime Since, DateTime Until, int Attempt, string? Reason, Guid? ProviderConfigId)
{
    public static WaitResponse Of(Wait wait) =>
        new(wait.Type, wait.NodeId, wait.Since.UtcDateTime, wait.Until.UtcDateTime, wait.Attempt, wait.Reason, wait.ProviderConfigId);
}

/// <summary>What an execution that has ended did and gave. Source: <c>spec/reference-api.md</c>, 5.2.0.</summary>
internal sealed record ExecutionResultsResponse(
    Guid ExecutionId,
    Guid WorkflowId,
    string Status,
    IReadOnlyList<StepResponse> StepResults,
    IReadOnlyList<string>? SkippedNodes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json FinalOutput,
    string? ErrorCode,
    string? ErrorMessage,
    DateTime StartedAt,
    DateTime? CompletedAt)
{
    public static ExecutionResultsResponse Of(ExecutionResults results) => new(
        results.ExecutionId,
        results.WorkflowId,
        results.Status,
        [.. results.StepResults.Select(StepResponse.Of)],
        results.SkippedNodes.IsDefaultOrEmpty ? null : results.SkippedNodes,
        results.FinalOutput,
        results.ErrorCode,
        results.ErrorMessage,
        results.StartedAt.UtcDateTime,
        results.CompletedAt?.UtcDateTime);
}

/// <summary>The steps committed so far, also while it runs.</summary>
internal sealed record ExecutionStepsResponse(
    Guid ExecutionId, string Status, IReadOnlyList<StepResponse> Steps, IReadOnlyList<WaitResponse>? WaitingOn)
{
    public static ExecutionStepsResponse Of(ExecutionSteps steps) => new(
        steps.Execution.ExecutionId,
        steps.Execution.Status,
        [.. steps.Steps.Select(StepResponse.Of)],
        ExecutionResponse.Of(steps.Execution).WaitingOn);
}

internal sealed record StepResponse(
    int StepNumber,
    string StepName,
    string NodeId,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Output,
    string? ErrorMessage,
    DateTime ExecutedAt,
    long DurationMs,
    int? Attempts)
{
    public static StepResponse Of(StepResult step) => new(
        step.StepNumber,
        step.StepName,
        step.NodeId,
        step.Status,
        step.Output,
        step.ErrorMessage,
        step.ExecutedAt.UtcDateTime,
        step.DurationMs,
        step.Attempts > 0 ? step.Attempts : null);
}
