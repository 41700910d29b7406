using System.Text.Json.Serialization;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Api.Endpoints;

/// <summary>A list's answer; the last page has no cursor.</summary>
internal sealed record PageResponse<T>(IReadOnlyList<T> Items, string? NextCursor, bool HasMore);

internal static class PageResponse
{
    public static PageResponse<TResponse> Of<TView, TResponse>(Page<TView> page, Func<TView, TResponse> response) =>
        new([.. page.Items.Select(response)], page.NextCursor.Length > 0 ? page.NextCursor : null, page.HasMore);
}

/// <summary>What create and clone answer; <c>version</c> is the contract's constant.</summary>
[SchemaName("WorkflowCreateOutput", Versioned = true)]
internal sealed record WorkflowCreatedResponse(Guid WorkflowId, string Version, string Status, DateTime CreatedAt);

[SchemaName("WorkflowOutput", Versioned = true)]
internal sealed record WorkflowResponse(
    Guid Id,
    string Name,
    string? Description,
    string Status,
    IReadOnlyList<NodeResponse> Nodes,
    IReadOnlyList<EdgeResponse> Edges,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Settings,
    int Version,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    public static WorkflowResponse Of(WorkflowView view) => new(
        view.Id,
        view.Name,
        view.Description,
        view.Status,
        [.. view.Nodes.Select(n => new NodeResponse(n.Id, n.Type, n.Name, new PositionResponse(n.X, n.Y), n.Data))],
        [.. view.Edges.Select(e => new EdgeResponse(e.Id, e.Source, e.Target, e.SourceHandle, e.Condition, e.Label))],
        view.Metadata,
        view.Settings,
        view.Version,
        view.CreatedAt.UtcDateTime,
        view.UpdatedAt.UtcDateTime);
}

/// <summary>A workflow in a list: with its definition, unless only a summary is asked for.</summary>
[SchemaName("WorkflowListItem")]
internal sealed record WorkflowItemResponse(
    Guid Id,
    string Name,
    string? Description,
    string Status,
    IReadOnlyList<NodeResponse>? Nodes,
    IReadOnlyList<EdgeResponse>? Edges,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Settings,
    int Version,
    DateTime CreatedAt,
    DateTime UpdatedAt)
{
    public static WorkflowItemResponse Of(WorkflowView view, bool summary)
    {
        var whole = WorkflowResponse.Of(view);
        return new WorkflowItemResponse(
            whole.Id,
            whole.Name,
            summary ? null : whole.Description,
            whole.Status,
            summary ? null : whole.Nodes,
            summary ? null : whole.Edges,
            summary ? default : whole.Metadata,
            summary ? default : whole.Settings,
            whole.Version,
            whole.CreatedAt,
            whole.UpdatedAt);
    }
}

[SchemaName("Node")]
internal sealed record NodeResponse(
    string Id,
    string Type,
    string? Name,
    PositionResponse Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Data);

[SchemaName("Position")]
internal sealed record PositionResponse(decimal X, decimal Y);

[SchemaName("Edge")]
internal sealed record EdgeResponse(string Id, string Source, string Target, string? SourceHandle, string? Condition, string? Label);

/// <summary>All that activation would refuse or point out, at once.</summary>
[SchemaName("ValidationReport")]
internal sealed record ValidationResponse(bool Valid, IReadOnlyList<FindingResponse> Findings)
{
    public static ValidationResponse Of(ValidationReport report) => new(
        report.Valid,
        [.. report.Findings.Select(FindingResponse.Of)]);
}
