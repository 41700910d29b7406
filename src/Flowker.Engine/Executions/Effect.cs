using System.Collections.Immutable;

namespace Flowker.Engine.Executions;

/// <summary>What the machine asks its driver to do once its events are committed.</summary>
public abstract record Effect;

/// <summary>Make this attempt at the node's provider call and hand its result to <see cref="ExecutionMachine.Settle"/>.</summary>
public sealed record CallProvider(string NodeId, int Attempt) : Effect;

/// <summary>
/// What one advance of the machine came to: events to commit, the state after them, and then what to do.
/// <c>WakeAt</c>: when to advance again though nothing was heard; null when nothing is due.
/// </summary>
public sealed record Advance(
    ImmutableArray<ExecutionEvent> Events, ExecutionState State, ImmutableArray<Effect> Effects, DateTimeOffset? WakeAt);
