using Flowker.Engine.Catalog;

namespace Flowker.Engine.Workflows;

/// <summary>What is checked at create and replace. Source: <c>spec/reference-api.md</c>, 5.1.1.</summary>
public static class EditRules
{
    private static readonly HashSet<string> OfNodeOptions = ["FLK-0140", "FLK-0141", "FLK-0142", "FLK-0302"];

    /// <summary>All findings in the order of evaluation; the first decides the answer.</summary>
    public static IReadOnlyList<Finding> Check(
        WorkflowDefinition definition, ProviderCatalog catalog, Func<Guid, ProviderReference?> providers) =>
    [
        .. DraftRules.Check(definition),
        .. CatalogRules.Check(definition, catalog, providers),
        // Conditions and cycles may be unfinished in a draft; mappings and options may not.
        .. PlanCompiler.Compile(definition).Findings.Where(f => OfNodeOptions.Contains(f.Code)),
    ];
}
