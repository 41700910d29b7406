using Flowker.Engine.Catalog;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>What is checked at create and replace.</summary>
public static class EditRules
{
    /// <summary>All findings in the order of evaluation; the first decides the answer.</summary>
    public static IReadOnlyList<Finding> Check(
        WorkflowDefinition definition, ProviderCatalog catalog, Func<Guid, ProviderReference?> providers)
    {
        var draft = DraftRules.Check(definition);
        return DraftRules.IsTooLarge(definition) ? draft : [.. draft, .. OfParts(definition, catalog, providers)];
    }

    private static IEnumerable<Finding> OfParts(
        WorkflowDefinition definition, ProviderCatalog catalog, Func<Guid, ProviderReference?> providers) =>
    [
        .. CatalogRules.Check(definition, catalog, providers),
        .. MappingRules.Check(definition),
        // Conditions and cycles may be unfinished in a draft; mappings and options may not.
        .. PlanCompiler.Compile(definition).Findings.Where(f => f.Phase is FindingPhase.Draft && !DraftRules.Covers(f)),
        .. CallRules.Check(definition),
    ];
}
