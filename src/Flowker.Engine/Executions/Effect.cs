using System.Collections.Immutable;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

/// <summary>What the machine asks its driver to do once its events are committed.</summary>
public abstract record Effect;

/// <summary>Make this attempt at the node's provider call and hand its result to <see cref="ExecutionMachine.Settle"/>.</summary>
public sealed record CallProvider(string NodeId, int Attempt) : Effect
{
    /// <summary>What <see cref="AdmitCall"/> gave for it.</summary>
    public object? Admission { get; init; }
}

/// <summary>
/// The node's call is due, and may not go yet: find out when it may. Then advance again, with the answer in
/// <see cref="AdmitCall"/>, <see cref="ExecutionMachine.HoldBack"/> or <see cref="ExecutionMachine.Refuse"/>.
/// </summary>
public sealed record AskProvider(string NodeId) : Effect;

/// <summary>
/// Whether the node's call may be made at once: its admission, which comes back with the effect, or null for "not yet". What is
/// admitted is sent after the commit, and nothing else is told of as begun.
/// </summary>
public delegate object? AdmitCall(PlanNode node);

/// <summary>What holds a call back, and until when at the latest.</summary>
public sealed record CallHold(Guid ProviderConfigId, string? ProviderName, HoldCause Cause, DateTimeOffset Until);

/// <summary>Why a call is not made at all; <c>Hold</c> when it is because the guard would hold it back.</summary>
public sealed record CallRefusal(string Code, string Reason, CallHold? Hold = null);

/// <summary>
/// What one advance of the machine came to: events to commit, the state after them, and then what to do.
/// <c>WakeAt</c>: when to advance again though nothing was heard; null when nothing is due.
/// </summary>
public sealed record Advance(
    ImmutableArray<ExecutionEvent> Events, ExecutionState State, ImmutableArray<Effect> Effects, DateTimeOffset? WakeAt);
