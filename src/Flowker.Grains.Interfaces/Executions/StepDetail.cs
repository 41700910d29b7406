using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Executions;

/// <summary>All that is known of one node of an execution: what it is doing or did, and every attempt at its call.</summary>
[GenerateSerializer, Immutable, Alias("flowker.step-detail")]
public sealed record StepDetail
{
    [Id(0)] public required Guid ExecutionId { get; init; }

    [Id(1)] public required string NodeId { get; init; }

    [Id(2)] public required string StepName { get; init; }

    /// <summary><c>pending</c>, <c>running</c>, <c>waiting</c>, <c>completed</c>, <c>failed</c> or <c>skipped</c>.</summary>
    [Id(3)] public required string Status { get; init; }

    /// <summary>0 until it begins, and for a node that is no step.</summary>
    [Id(4)] public int StepNumber { get; init; }

    [Id(5)] public DateTimeOffset? ExecutedAt { get; init; }

    /// <summary>From its beginning to its end; null before.</summary>
    [Id(6)] public long? DurationMs { get; init; }

    [Id(7)] public Json Output { get; init; }

    [Id(8)] public string? ErrorMessage { get; init; }

    [Id(9)] public Wait? WaitingOn { get; init; }

    /// <summary>In the order in which they were made; empty for a node that calls nobody.</summary>
    [Id(10)] public ImmutableArray<Attempt> Attempts { get; init; } = [];
}

/// <summary>One attempt at a provider call.</summary>
[GenerateSerializer, Immutable, Alias("flowker.attempt")]
public sealed record Attempt
{
    /// <summary>From 1. One that was interrupted and repeated stands here twice.</summary>
    [Id(0)] public required int Number { get; init; }

    [Id(1)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it is in flight.</summary>
    [Id(2)] public long? DurationMs { get; init; }

    /// <summary><c>success</c>, <c>rejected</c>, <c>failed</c> or <c>unknown</c>; null while it is in flight.</summary>
    [Id(3)] public string? Outcome { get; init; }

    [Id(4)] public int? StatusCode { get; init; }

    [Id(5)] public string? Message { get; init; }

    [Id(6)] public string? Method { get; init; }

    /// <summary>Without user info and query.</summary>
    [Id(7)] public string? Url { get; init; }

    /// <summary>SHA-256 of the body that was sent, in hex.</summary>
    [Id(8)] public string? RequestSha256 { get; init; }

    /// <summary>SHA-256 of the answer's body, in hex.</summary>
    [Id(9)] public string? ResponseSha256 { get; init; }

    /// <summary>The answer, about 4 KiB of it, without secrets; no value when there was none or it was not kept.</summary>
    [Id(10)] public Json Response { get; init; }
}
