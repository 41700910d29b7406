using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

public enum ExecutionStatus
{
    Running,
    Completed,
    Failed,
}

/// <summary>What the events of an execution come to. Immutable; made by <see cref="ExecutionFold"/>, needs no definition.</summary>
public sealed record ExecutionState
{
    public static ExecutionState Empty { get; } = new();

    public Guid ExecutionId { get; init; }

    public Guid WorkflowId { get; init; }

    public string DefinitionHash { get; init; } = "";

    public ExecutionStatus Status { get; init; }

    public JsonElement Input { get; init; }

    public string StartNodeId { get; init; } = "";

    /// <summary>In which trace it was started; null for none.</summary>
    public string? TraceParent { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset LastEventAt { get; init; }

    /// <summary>
    /// How long it had worked at its last event: what counts against the deadline. Where the events do not say so, the time between
    /// them, without that in which nobody drove it.
    /// </summary>
    public TimeSpan Work { get; init; }

    /// <summary>Nobody drives it until it is taken up again.</summary>
    public bool SetAside { get; init; }

    /// <summary>Only nodes that something happened to.</summary>
    public ImmutableDictionary<string, NodeState> Nodes { get; init; } =
        ImmutableDictionary.Create<string, NodeState>(StringComparer.Ordinal);

    /// <summary>Steps begun so far.</summary>
    public int Steps { get; init; }

    /// <summary>The number of the last step that finished; 0 at the start.</summary>
    public int CurrentStep { get; init; }

    /// <summary>Why the execution fails or failed; the first reason counts.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Of a completed execution: whose object is the final output; null for the whole context.</summary>
    public string? OutputNodeId { get; init; }

    public bool Ended => Status is not ExecutionStatus.Running;

    /// <summary>Nodes that failed and whose error edge was taken, so that the execution went on.</summary>
    public int HandledFailures
    {
        get
        {
            var handled = 0;
            foreach (var (_, node) in Nodes)
            {
                handled += node is { Status: NodeStatus.Failed, Taken.IsEmpty: false } ? 1 : 0;
            }

            return handled;
        }
    }

    /// <summary>Steps of <paramref name="plan"/> that will not run, because no way leads to them any more.</summary>
    public int SkippedSteps(WorkflowPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var skipped = 0;
        foreach (var (id, node) in Nodes)
        {
            // A trigger that did not fire is no step.
            skipped += node.Status is NodeStatus.Skipped && plan.ById.GetValueOrDefault(id) is { Kind: not NodeKind.Trigger } ? 1 : 0;
        }

        return skipped;
    }

    /// <summary>True while nothing of it is under way: some node waits for its time, or for its provider's guard, and none is calling.</summary>
    public bool OnlyWaits
    {
        get
        {
            var waits = false;
            foreach (var (_, node) in Nodes)
            {
                if (node.Status is NodeStatus.Calling)
                {
                    return false;
                }

                waits |= node.Status is NodeStatus.Waiting;
            }

            return waits && !Ended;
        }
    }
}

/// <summary>Why an execution failed.</summary>
public sealed record Failure(string Code, string Message, string? NodeId);

public enum NodeStatus
{
    /// <summary>A call is in flight.</summary>
    Calling,

    /// <summary>The driver of its call is gone; the outcome is unknown.</summary>
    Interrupted,

    /// <summary>An attempt failed or was held back; the next is due at <see cref="NodeState.RetryAt"/>.</summary>
    Waiting,
    Completed,
    Failed,
    Skipped,
}

/// <summary>What happened to one node.</summary>
public sealed record NodeState
{
    public required string NodeId { get; init; }

    public required NodeStatus Status { get; init; }

    /// <summary>0 for a node that is no step.</summary>
    public int Step { get; init; }

    /// <summary>Attempts made so far, one in flight included.</summary>
    public int Attempt { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset AttemptStartedAt { get; init; }

    public DateTimeOffset EndedAt { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>When it was decided that it waits until <see cref="RetryAt"/>.</summary>
    public DateTimeOffset WaitsSince { get; init; }

    /// <summary>What holds or last held the next attempt back; null once an attempt was made.</summary>
    public ProviderHold? Hold { get; init; }

    /// <summary>What later nodes see under its id, when it is an executor or <see cref="InContext"/>.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>An action that put its output into the context.</summary>
    public bool InContext { get; init; }

    public string? Error { get; init; }

    public ImmutableArray<int> Taken { get; init; } = [];

    /// <summary>Attempts that have ended, in order.</summary>
    public ImmutableArray<CallSummary> Calls { get; init; } = [];

    /// <summary>Nothing will happen to it any more.</summary>
    public bool Decided => Status is NodeStatus.Completed or NodeStatus.Failed or NodeStatus.Skipped;
}
