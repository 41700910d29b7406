using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flowker.Engine.Executions;

/// <summary>
/// What happened in an execution: the persisted truth, append-only. Names and members are a storage format: members may be
/// added as optional ones, never renamed, removed or given another meaning.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "e")]
[JsonDerivedType(typeof(ExecutionStarted), "started")]
[JsonDerivedType(typeof(ExecutionResumed), "resumed")]
[JsonDerivedType(typeof(NodeStarted), "node-started")]
[JsonDerivedType(typeof(NodeHeld), "held")]
[JsonDerivedType(typeof(NodeReleased), "released")]
[JsonDerivedType(typeof(NodeAttemptFailed), "attempt-failed")]
[JsonDerivedType(typeof(NodeCompleted), "node-completed")]
[JsonDerivedType(typeof(NodeFailed), "node-failed")]
[JsonDerivedType(typeof(NodeSkipped), "node-skipped")]
[JsonDerivedType(typeof(ExecutionCompleted), "completed")]
[JsonDerivedType(typeof(ExecutionFailed), "failed")]
[JsonDerivedType(typeof(ExecutionSetAside), "set-aside")]
[JsonDerivedType(typeof(ExecutionTakenUp), "taken-up")]
public abstract record ExecutionEvent
{
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// On the last event of a commit: the milliseconds that the execution had worked until then, by a clock that nobody sets. Null on
    /// all others, and on what earlier versions stored.
    /// </summary>
    public long? Work { get; init; }
}

/// <summary>The first event. The execution is pinned to the definition with this hash.</summary>
public sealed record ExecutionStarted : ExecutionEvent
{
    public required Guid ExecutionId { get; init; }

    public required Guid WorkflowId { get; init; }

    public required string DefinitionHash { get; init; }

    public required JsonElement Input { get; init; }

    /// <summary>The trigger node that fired.</summary>
    public required string StartNodeId { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that started it; null when it was in no trace.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>
/// A driver took over from one that is gone. What was in flight has an unknown outcome; the time in between does not count
/// as work.
/// </summary>
public sealed record ExecutionResumed : ExecutionEvent;

/// <summary>Silos died again and again while they computed a turn of it: nobody drives it until somebody takes it up again.</summary>
public sealed record ExecutionSetAside : ExecutionEvent;

/// <summary>Somebody decided that what was set aside is to be tried again.</summary>
public sealed record ExecutionTakenUp : ExecutionEvent
{
    public required string Reason { get; init; }
}

/// <summary>The intent to make a provider call, committed before anything is sent.</summary>
public sealed record NodeStarted : ExecutionEvent
{
    public required string NodeId { get; init; }

    public required int Step { get; init; }

    public required int Attempt { get; init; }
}

/// <summary>
/// An intended call was not sent, since its provider's guard does not let it go. The attempt does not count; it is tried
/// again at <see cref="Until"/>, or sooner when the guard lets it.
/// </summary>
public sealed record NodeHeld : ExecutionEvent
{
    public required string NodeId { get; init; }

    public required int Attempt { get; init; }

    public required Guid ProviderConfigId { get; init; }

    /// <summary>How the provider configuration was called then; null in what version 0.1 stored.</summary>
    public string? ProviderName { get; init; }

    public required HoldCause Cause { get; init; }

    public required DateTimeOffset Until { get; init; }
}

/// <summary>The guard lets a held call go.</summary>
public sealed record NodeReleased : ExecutionEvent
{
    public required string NodeId { get; init; }
}

/// <summary>An attempt was no success and another follows at <see cref="RetryAt"/>.</summary>
public sealed record NodeAttemptFailed : ExecutionEvent
{
    public required string NodeId { get; init; }

    public required int Attempt { get; init; }

    public required CallSummary Call { get; init; }

    public required DateTimeOffset RetryAt { get; init; }
}

/// <summary>A node did its work. Which edges are taken is decided here, so that replay evaluates nothing.</summary>
public sealed record NodeCompleted : ExecutionEvent
{
    public required string NodeId { get; init; }

    /// <summary>0 for a trigger, which is no step.</summary>
    public required int Step { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Absent when an output mapping gave <c>null</c>, and for a trigger.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>True when an action put its output into the context, as executors always do.</summary>
    public bool? InContext { get; init; }

    /// <summary>Indexes, in the pinned definition, of the outgoing edges that are taken; all others are dead.</summary>
    public ImmutableArray<int> Taken { get; init; } = [];

    /// <summary>Why an edge could not be decided; then the execution fails.</summary>
    public string? RoutingError { get; init; }

    public CallSummary? Call { get; init; }
}

/// <summary>A node failed for good. With an error edge taken the execution goes on, else it fails.</summary>
public sealed record NodeFailed : ExecutionEvent
{
    public required string NodeId { get; init; }

    public required int Step { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public required string Code { get; init; }

    public required string Message { get; init; }

    /// <summary>What nodes behind an error edge see under this node's id.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Indexes of the error edges that are taken; empty when nothing handles the failure.</summary>
    public ImmutableArray<int> Taken { get; init; } = [];

    public CallSummary? Call { get; init; }
}

/// <summary>All ways to the node are dead.</summary>
public sealed record NodeSkipped : ExecutionEvent
{
    public required string NodeId { get; init; }
}

/// <summary>The end: every node is decided.</summary>
public sealed record ExecutionCompleted : ExecutionEvent
{
    /// <summary>The <c>set_output</c> node whose object is the final output; null when it is the whole context.</summary>
    public string? OutputNodeId { get; init; }
}

/// <summary>The end: it cannot go on.</summary>
public sealed record ExecutionFailed : ExecutionEvent
{
    public required string Code { get; init; }

    public required string Message { get; init; }

    public string? NodeId { get; init; }
}

/// <summary>One attempt at a provider call; what it sent and received is told by its hash.</summary>
public sealed record CallSummary
{
    public required int Attempt { get; init; }

    public required CallOutcome Outcome { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long DurationMs { get; init; }

    public int? StatusCode { get; init; }

    public string? Message { get; init; }

    public string? Method { get; init; }

    public string? Url { get; init; }

    /// <summary>SHA-256 of the body that was sent, 64 lower-case hex digits; null when it had none.</summary>
    public string? RequestSha256 { get; init; }

    /// <summary>SHA-256 of the answer's body, 64 lower-case hex digits; null when it had none or it did not come whole.</summary>
    public string? ResponseSha256 { get; init; }

    /// <summary>
    /// The answer, capped and without secrets, of an attempt that another one follows; that of the last attempt is in the
    /// node's output. See <see cref="AttemptResponse"/>.
    /// </summary>
    public JsonElement? Response { get; init; }
}
