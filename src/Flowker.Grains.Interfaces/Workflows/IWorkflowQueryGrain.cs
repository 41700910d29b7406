namespace Flowker.Grains.Interfaces.Workflows;

/// <summary>Lists of workflows. Grain key: 0; any silo answers.</summary>
[Alias("flowker.workflow-query"), Version(1), Repeatable]
public interface IWorkflowQueryGrain : IGrainWithIntegerKey
{
    /// <summary>Fault: INVALID_CURSOR.</summary>
    [Alias("list")]
    Task<Reply<Page<WorkflowView>>> ListAsync(DefinitionListRequest request);

    /// <summary>All that create and activation would refuse or point out in a body that is not stored. Fault: FLK-0001 when it is no JSON object.</summary>
    [Alias("validate")]
    Task<Reply<ValidationReport>> ValidateAsync(Json body);
}

/// <summary>What to list; already checked against the limits of the contract.</summary>
[GenerateSerializer, Immutable, Alias("flowker.definition-list-request")]
public sealed record DefinitionListRequest
{
    [Id(0)] public string? Status { get; init; }

    /// <summary>Of provider configurations only.</summary>
    [Id(1)] public string? ProviderId { get; init; }

    [Id(2)] public required int Limit { get; init; }

    [Id(3)] public string? Cursor { get; init; }

    /// <summary><c>createdAt</c>, <c>updatedAt</c> or <c>name</c>; null for the cursor's, or <c>createdAt</c>.</summary>
    [Id(4)] public string? SortBy { get; init; }

    /// <summary>Null for the cursor's, or false.</summary>
    [Id(5)] public bool? Ascending { get; init; }

    /// <summary>Of workflows only: without their definitions, of which nothing but the name is told.</summary>
    [Id(6)] public bool Summary { get; init; }
}
