using System.Collections.Immutable;
using Flowker.Engine.Catalog;
using Flowker.Engine.Schedules;
using Flowker.Engine.Webhooks;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>What is checked at activation, and by validate.</summary>
public static class ActivationRules
{
    /// <summary>Looking for what was meant costs more than finding that something is amiss; nobody reads further than this.</summary>
    internal const int MostOfARule = 200;

    /// <summary>
    /// All errors in the order of evaluation, of which the first decides the answer; then all warnings about what is not in
    /// error already.
    /// </summary>
    public static IReadOnlyList<Finding> Check(
        WorkflowDefinition definition,
        ProviderCatalog catalog,
        Func<Guid, ProviderReference?> providers,
        IReadOnlyDictionary<string, TriggerSecret>? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(catalog);
        List<Finding> findings = [];
        if (definition.Nodes.IsEmpty)
        {
            findings.Add(new Finding("FLK-0112", "A workflow needs a node before it can be activated.", "nodes") { Phase = FindingPhase.Activation });
        }
        else if (definition.Nodes.All(n => n.Type != NodeTypes.Trigger))
        {
            findings.Add(new Finding("FLK-0116", "A workflow needs a trigger node before it can be activated.", "nodes") { Phase = FindingPhase.Activation });
        }

        findings.AddRange(DraftRules.Check(definition));
        if (DraftRules.IsTooLarge(definition))
        {
            return findings;
        }

        findings.AddRange(CatalogRules.Check(definition, catalog, providers));
        var typed = TriggerTypes.Explicit(definition, catalog);
        findings.AddRange(TriggerRules.Check(definition, typed, catalog));
        findings.AddRange(ScheduleTriggers.Check(typed).Select(AtActivation));
        secrets ??= ImmutableDictionary<string, TriggerSecret>.Empty;
        findings.AddRange(WebhookGuardRules.Check(typed, secrets));
        findings.AddRange(WebhookTriggers.Check(typed, secrets).Select(AtActivation));
        findings.AddRange(MappingRules.Check(definition));
        findings.AddRange(PlanCompiler.Compile(definition).Findings.Where(f => !DraftRules.Covers(f)));
        findings.AddRange(CallRules.Check(definition));
        var graph = new DefinitionGraph(definition);
        findings.AddRange(HandleRules.Check(definition));
        findings.AddRange(NameRules.Check(definition, graph, catalog).Take(MostOfARule));
        findings.AddRange(Warnings.Check(definition, graph, catalog));
        return InOrder(findings);
    }

    private static Finding AtActivation(Finding finding) => finding with { Phase = FindingPhase.Activation };

    // A place that is in error is told of once.
    private static List<Finding> InOrder(List<Finding> findings)
    {
        var errors = findings.Where(f => f.Severity is FindingSeverity.Error).ToList();
        var places = errors.Select(f => f.Field).ToHashSet(StringComparer.Ordinal);
        return [.. errors, .. findings.Where(f => f.Severity is FindingSeverity.Warning && !places.Contains(f.Field))];
    }
}
