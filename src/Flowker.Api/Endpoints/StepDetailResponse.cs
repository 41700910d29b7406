using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Api.Endpoints;

/// <summary>One node with all attempts at its call.</summary>
[SchemaName("StepDetail")]
internal sealed record StepDetailResponse(
    Guid ExecutionId,
    string NodeId,
    string StepName,
    int? StepNumber,
    string Status,
    DateTime? ExecutedAt,
    long? DurationMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Output,
    string? ErrorMessage,
    WaitResponse? WaitingOn,
    IReadOnlyList<AttemptResponse> Attempts)
{
    public static StepDetailResponse Of(StepDetail step) => new(
        step.ExecutionId,
        step.NodeId,
        step.StepName,
        step.StepNumber > 0 ? step.StepNumber : null,
        step.Status,
        step.ExecutedAt?.UtcDateTime,
        step.DurationMs,
        StepOutput.Of(step.Output),
        step.ErrorMessage,
        step.WaitingOn is { } wait ? WaitResponse.Of(wait) : null,
        [.. step.Attempts.Select(AttemptResponse.Of)]);
}

/// <summary>One attempt at a provider call: when, how long, and what came of it.</summary>
[SchemaName("Attempt")]
internal sealed record AttemptResponse(
    int Attempt,
    DateTime StartedAt,
    long? DurationMs,
    string? Outcome,
    int? StatusCode,
    string? Message,
    string? Method,
    string? Url,
    string? RequestSha256,
    string? ResponseSha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Response)
{
    public static AttemptResponse Of(Attempt attempt) => new(
        attempt.Number,
        attempt.StartedAt.UtcDateTime,
        attempt.DurationMs,
        attempt.Outcome,
        attempt.StatusCode,
        attempt.Message,
        attempt.Method,
        attempt.Url,
        attempt.RequestSha256,
        attempt.ResponseSha256,
        attempt.Response);
}
