using System.Collections.Immutable;
using System.Text.Json;

namespace Flowker.Engine.Workflows;

/// <summary>A workflow as its author drew it: what is stored, shown and edited. It may be a draft that cannot run yet.</summary>
public sealed record WorkflowDefinition
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>In the author's order, which is observable.</summary>
    public ImmutableArray<NodeDefinition> Nodes { get; init; } = [];

    /// <summary>In the author's order, which is observable.</summary>
    public ImmutableArray<EdgeDefinition> Edges { get; init; } = [];

    /// <summary>A JSON object, or null when there is none.</summary>
    public JsonElement? Metadata { get; init; }

    public WorkflowSettings Settings { get; init; } = new();

    /// <summary>Another one than of today only when it is pinned.</summary>
    public DefinitionReading Reading { get; init; } = DefinitionReading.Second;

    /// <summary>The paths of members outside of <c>data</c> and <c>metadata</c> that nobody reads: kept to be pointed out.</summary>
    public ImmutableArray<string> Unread { get; init; } = [];
}

/// <summary>What holds for a whole execution. Source: <c>spec/decisions.md</c>, "Deadline".</summary>
public sealed record WorkflowSettings
{
    public static readonly TimeSpan DefaultExecutionTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Seconds of work that an execution may take, 1 to 86400; null for <see cref="DefaultExecutionTimeout"/>.</summary>
    public int? ExecutionTimeoutSeconds { get; init; }
}

/// <summary>One node. <see cref="Type"/> is kept as text, so that a stored definition is never lost to a stricter rule.</summary>
public sealed record NodeDefinition
{
    public required string Id { get; init; }

    /// <summary>One of <see cref="NodeTypes"/>.</summary>
    public required string Type { get; init; }

    public string? Name { get; init; }

    public Position Position { get; init; }

    /// <summary>A JSON object, or null when there is none.</summary>
    public JsonElement? Data { get; init; }
}

/// <summary>Where a node stands on the canvas; fractions are allowed.</summary>
public readonly record struct Position(decimal X, decimal Y);

/// <summary>A connection from one node to another.</summary>
public sealed record EdgeDefinition
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Target { get; init; }

    public string? SourceHandle { get; init; }

    public string? Condition { get; init; }

    public string? Label { get; init; }
}

/// <summary>The node types of the contract.</summary>
public static class NodeTypes
{
    public const string Trigger = "trigger";
    public const string Executor = "executor";
    public const string Conditional = "conditional";
    public const string Action = "action";
}
