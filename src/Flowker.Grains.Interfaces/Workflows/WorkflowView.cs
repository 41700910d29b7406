using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Workflows;

/// <summary>One workflow. Source: <c>spec/reference-api.md</c>, 5.1.0.</summary>
[GenerateSerializer, Immutable, Alias("flowker.workflow-view")]
public sealed record WorkflowView
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public string? Description { get; init; }

    /// <summary><c>draft</c>, <c>active</c> or <c>inactive</c>.</summary>
    [Id(3)] public required string Status { get; init; }

    /// <summary>One more with each change; the <c>ETag</c> is made of it.</summary>
    [Id(4)] public required int Version { get; init; }

    [Id(5)] public required ImmutableArray<NodeView> Nodes { get; init; }

    [Id(6)] public required ImmutableArray<EdgeView> Edges { get; init; }

    /// <summary>A JSON object; without a value when empty.</summary>
    [Id(7)] public Json Metadata { get; init; }

    /// <summary>A JSON object; without a value when nothing is set.</summary>
    [Id(8)] public Json Settings { get; init; }

    [Id(9)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(10)] public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>One node as the author wrote it.</summary>
[GenerateSerializer, Immutable, Alias("flowker.node-view")]
public sealed record NodeView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Type { get; init; }

    [Id(2)] public string? Name { get; init; }

    [Id(3)] public required decimal X { get; init; }

    [Id(4)] public required decimal Y { get; init; }

    [Id(5)] public Json Data { get; init; }
}

/// <summary>One edge as the author wrote it.</summary>
[GenerateSerializer, Immutable, Alias("flowker.edge-view")]
public sealed record EdgeView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Source { get; init; }

    [Id(2)] public required string Target { get; init; }

    [Id(3)] public string? SourceHandle { get; init; }

    [Id(4)] public string? Condition { get; init; }

    [Id(5)] public string? Label { get; init; }
}

/// <summary>What activation would say. Valid when it would refuse nothing; warnings may remain.</summary>
[GenerateSerializer, Immutable, Alias("flowker.validation-report")]
public sealed record ValidationReport
{
    [Id(0)] public required bool Valid { get; init; }

    /// <summary>All errors in the order in which activation checks, then the warnings.</summary>
    [Id(1)] public required ImmutableArray<FieldFault> Findings { get; init; }
}

/// <summary>The definition that a start pins.</summary>
[GenerateSerializer, Immutable, Alias("flowker.active-definition")]
public sealed record ActiveDefinition([property: Id(0)] string Hash);
