using Flowker.Engine.Catalog;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>What is legal, and yet hardly meant.</summary>
internal static class Warnings
{
    public static IEnumerable<Finding> Check(WorkflowDefinition definition, DefinitionGraph graph, ProviderCatalog catalog)
    {
        IEnumerable<Finding> all =
        [
            .. WayRules.Check(definition, graph).Take(ActivationRules.MostOfARule),
            .. MemberRules.Check(definition, catalog).Take(ActivationRules.MostOfARule),
            .. ForeignTexts.Check(definition).Take(ActivationRules.MostOfARule),
            .. ContextRules.Check(definition, catalog),
        ];
        return all.Select(f => f with { Severity = FindingSeverity.Warning, Phase = FindingPhase.Activation });
    }
}
