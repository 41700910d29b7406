using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Schedules;
using Flowker.Engine.Webhooks;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>What is checked at activation, and by validate.</summary>
public static class ActivationRules
{
    /// <summary>All findings in the order of evaluation; the first decides the answer.</summary>
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
            findings.Add(new Finding("FLK-0112", "A workflow needs a node before it can be activated.", "nodes"));
        }
        else if (definition.Nodes.All(n => n.Type != NodeTypes.Trigger))
        {
            findings.Add(new Finding("FLK-0116", "A workflow needs a trigger node before it can be activated.", "nodes"));
        }

        var draft = DraftRules.Check(definition);
        findings.AddRange(draft);
        findings.AddRange(CatalogRules.Check(definition, catalog, providers));
        findings.AddRange(Triggers(definition, catalog));
        findings.AddRange(ScheduleTriggers.Check(definition));
        secrets ??= ImmutableDictionary<string, TriggerSecret>.Empty;
        findings.AddRange(WebhookGuardRules.Check(definition, secrets));
        findings.AddRange(WebhookTriggers.Check(definition, secrets));
        findings.AddRange(MappingRules.Check(definition));
        findings.AddRange(PlanCompiler.Compile(definition).Findings.Where(f => !DraftRules.Covers(f)));
        findings.AddRange(CallRules.Check(definition));
        return findings;
    }

    private static IEnumerable<Finding> Triggers(WorkflowDefinition definition, ProviderCatalog catalog)
    {
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            var node = definition.Nodes[i];
            if (node.Type != NodeTypes.Trigger
                || node.Data is not { ValueKind: JsonValueKind.Object } data
                || !data.TryGetProperty("triggerType", out var type)
                || type.ValueKind is not JsonValueKind.String)
            {
                // Without a trigger type it is started over the API alone.
                continue;
            }

            var at = string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data");
            if (catalog.Trigger(type.ToString()) is not { } trigger)
            {
                yield return new Finding("FLK-0211", $"Node '{node.Id}' has the unknown triggerType '{type}'.", $"{at}.triggerType", node.Id);
                continue;
            }

            foreach (var fault in catalog.TriggerFaults(trigger, data))
            {
                yield return new Finding("FLK-0211", $"Node '{node.Id}': {fault.Message}", $"{at}{fault.At}", node.Id);
            }
        }
    }
}
