using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Workflows;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Workflows;

/// <summary>A workflow as callers see it.</summary>
internal static class WorkflowViews
{
    public static WorkflowView Of(WorkflowRow row, WorkflowDefinition definition) => new()
    {
        Id = row.Id,
        Name = definition.Name,
        Description = definition.Description,
        Status = row.Status,
        Version = row.Version,
        Nodes = [.. definition.Nodes.Select(Of)],
        Edges = [.. definition.Edges.Select(Of)],
        Metadata = Unless(definition.Metadata),
        Settings = definition.Settings.ExecutionTimeoutSeconds is { } seconds
            ? Json.FromText(string.Create(CultureInfo.InvariantCulture, $"{{\"executionTimeoutSeconds\":{seconds}}}"))
            : default,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    private static NodeView Of(NodeDefinition node) => new()
    {
        Id = node.Id,
        Type = node.Type,
        Name = node.Name,
        X = node.Position.X,
        Y = node.Position.Y,
        Data = Unless(node.Data),
    };

    private static EdgeView Of(EdgeDefinition edge) => new()
    {
        Id = edge.Id,
        Source = edge.Source,
        Target = edge.Target,
        SourceHandle = edge.SourceHandle,
        Condition = edge.Condition,
        Label = edge.Label,
    };

    // An empty object is not shown. Source: spec/reference-api.md, 5.1.0.
    private static Json Unless(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } some && some.EnumerateObject().Any() ? Json.FromElement(some) : default;
}
