using System.ComponentModel;
using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Api.Endpoints;

/// <summary>What a start answers. Source: <c>spec/execute-workflow.seed.md</c>, ExecutionCreateOutput.</summary>
[SchemaName("ExecutionCreateOutput", PromisesNothing = true)]
internal sealed record StartedResponse(
    [property: Description("Unique identifier of the execution."), Example("f7e6d5c4-b3a2-1098-7654-321fedcba098")] Guid ExecutionId,
    [property: Description("ID of the workflow being executed."), Example("a1b2c3d4-e5f6-7890-abcd-ef1234567890")] Guid WorkflowId,
    [property: Description("Initial status of the execution (always `pending`)."), Example("running")] string Status,
    [property: Description("Timestamp when the execution started."), Example("2026-03-17T14:35:00Z")] DateTime StartedAt);

/// <summary>One execution. Source: <c>spec/reference-api.md</c>, 5.2.0, with what it waits on.</summary>
[SchemaName("ExecutionStatusOutput")]
internal sealed record ExecutionResponse(
    Guid ExecutionId,
    Guid WorkflowId,
    string Status,
    int CurrentStepNumber,
    int TotalSteps,
    int? SkippedSteps,
    int? HandledFailures,
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
        view.SkippedSteps > 0 ? view.SkippedSteps : null,
        view.HandledFailures > 0 ? view.HandledFailures : null,
        view.StartedAt.UtcDateTime,
        view.CompletedAt?.UtcDateTime,
        view.ErrorCode,
        view.ErrorMessage,
        view.WaitingOn.IsDefaultOrEmpty ? null : [.. view.WaitingOn.Select(WaitResponse.Of)]);
}

/// <summary>On what it waits, since when and until when.</summary>
[SchemaName("Wait")]
internal sealed record WaitResponse(
    string Type, string? NodeId, DateTime Since, DateTime Until, int? Attempt, string? Reason, Guid? ProviderConfigId)
{
    public static WaitResponse Of(Wait wait) =>
        new(
            wait.Type,
            wait.NodeId.Length > 0 ? wait.NodeId : null,
            wait.Since.UtcDateTime,
            wait.Until.UtcDateTime,
            wait.Attempt > 0 ? wait.Attempt : null,
            wait.Reason,
            wait.ProviderConfigId);
}

/// <summary>The execution after a command; <c>version</c> is that of its journal.</summary>
[SchemaName("CommandOutput")]
internal sealed record CommandResponse(Guid ExecutionId, string Status, int Version)
{
    public static CommandResponse Of(CommandOutcome outcome) => new(outcome.ExecutionId, outcome.Status, outcome.Version);
}

/// <summary>What an execution that has ended did and gave. Source: <c>spec/reference-api.md</c>, 5.2.0.</summary>
[SchemaName("ExecutionResultsOutput")]
internal sealed record ExecutionResultsResponse(
    Guid ExecutionId,
    Guid WorkflowId,
    string Status,
    IReadOnlyList<StepResponse> StepResults,
    IReadOnlyList<string>? SkippedNodes,
    int? HandledFailures,
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
        results.HandledFailures > 0 ? results.HandledFailures : null,
        results.FinalOutput,
        results.ErrorCode,
        results.ErrorMessage,
        results.StartedAt.UtcDateTime,
        results.CompletedAt?.UtcDateTime);
}

/// <summary>The steps committed so far, also while it runs.</summary>
[SchemaName("ExecutionStepsOutput")]
internal sealed record ExecutionStepsResponse(
    Guid ExecutionId, string Status, IReadOnlyList<StepResponse> Steps, IReadOnlyList<WaitResponse>? WaitingOn)
{
    public static ExecutionStepsResponse Of(ExecutionSteps steps) => new(
        steps.Execution.ExecutionId,
        steps.Execution.Status,
        [.. steps.Steps.Select(StepResponse.Of)],
        ExecutionResponse.Of(steps.Execution).WaitingOn);
}

[SchemaName("StepResult")]
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
        StepOutput.Of(step.Output),
        step.ErrorMessage,
        step.ExecutedAt.UtcDateTime,
        step.DurationMs,
        step.Attempts > 0 ? step.Attempts : null);
}
