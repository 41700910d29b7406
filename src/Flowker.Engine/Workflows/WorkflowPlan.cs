using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Expressions;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Workflows;

/// <summary>
/// A definition made ready to run: the graph in topological order, conditions and mappings parsed. Immutable, shared by
/// all executions that are pinned to it. Made by <see cref="PlanCompiler"/>.
/// </summary>
public sealed class WorkflowPlan
{
    internal WorkflowPlan(ImmutableArray<PlanNode> nodes, TimeSpan executionTimeout)
    {
        Nodes = nodes;
        ExecutionTimeout = executionTimeout;
        ById = nodes.ToFrozenDictionary(n => n.Id, StringComparer.Ordinal);
        TotalSteps = nodes.Count(n => n.Kind is not NodeKind.Trigger);
    }

    /// <summary>The first trigger in the author's order: where a start over the API begins. Every active workflow has one.</summary>
    public PlanNode FirstTrigger => Nodes.Where(n => n.Kind is NodeKind.Trigger).MinBy(n => n.DefinitionIndex)
        ?? throw new InvalidOperationException("The plan has no trigger.");

    /// <summary>In topological order; nodes without order between them stand as the author placed them.</summary>
    public ImmutableArray<PlanNode> Nodes { get; }

    public FrozenDictionary<string, PlanNode> ById { get; }

    public TimeSpan ExecutionTimeout { get; }

    /// <summary>The number of nodes that are no triggers. Source: <c>spec/reference-engine.md</c>, 1.1.</summary>
    public int TotalSteps { get; }
}

public enum NodeKind
{
    Trigger,
    Executor,
    Conditional,
    Action,
}

/// <summary>One node of a <see cref="WorkflowPlan"/>.</summary>
public sealed class PlanNode
{
    /// <summary>The position in <see cref="WorkflowPlan.Nodes"/>.</summary>
    public required int Index { get; init; }

    /// <summary>The position in the author's list of nodes.</summary>
    public required int DefinitionIndex { get; init; }

    public required string Id { get; init; }

    public required NodeKind Kind { get; init; }

    /// <summary>The node's name, or <c>{type}_{id}</c> without one.</summary>
    public required string StepName { get; init; }

    public ImmutableArray<PlanEdge> Incoming { get; internal set; } = [];

    /// <summary>In the author's order.</summary>
    public ImmutableArray<PlanEdge> Outgoing { get; internal set; } = [];

    /// <summary>Indexes of all nodes from which a path leads here, ascending.</summary>
    public ImmutableArray<int> Ancestors { get; internal set; } = [];

    /// <summary>Of a conditional node.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Of an executor node.</summary>
    public ExecutorStep? Executor { get; init; }

    /// <summary>Of an action node.</summary>
    public ActionStep? Action { get; init; }
}

/// <summary>One edge of a <see cref="WorkflowPlan"/>; <see cref="Source"/> and <see cref="Target"/> are node indexes.</summary>
public sealed record PlanEdge(int Index, string Id, int Source, int Target, string? Handle, Condition? Condition);

/// <summary>How an executor node calls its provider.</summary>
public sealed record ExecutorStep
{
    public required string ExecutorId { get; init; }

    public required Guid ProviderConfigId { get; init; }

    public Transformation? Input { get; init; }

    public Transformation? Output { get; init; }

    public required RetryPolicy Retry { get; init; }

    /// <summary>For one attempt; null for the provider's own, or 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True: an attempt whose outcome is unknown fails the node. Source: <c>spec/decisions.md</c>, "Unknown outcome".</summary>
    public bool FailOnUnknownOutcome { get; init; }

    /// <summary>The node says so: it does not wait for a circuit breaker.</summary>
    public bool FailWhenBroken { private get; init; }

    /// <summary>
    /// True: while the circuit breaker is open or tries the provider, a call fails at once with FLK-0507, so that its error edge can
    /// lead to another provider. A node with one attempt has nothing to wait for.
    /// </summary>
    public bool FailsWhenBroken => FailWhenBroken || Retry.MaxAttempts == 1;

    /// <summary>The node's data as the author wrote it, for what only the executor knows (method, path, headers …).</summary>
    public required JsonElement Data { get; init; }
}
