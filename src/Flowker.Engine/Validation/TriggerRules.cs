using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>Whether the data of triggers fit their types: FLK-0211.</summary>
internal static class TriggerRules
{
    /// <summary><paramref name="typed"/> is <paramref name="written"/> with every type where it belongs.</summary>
    public static IEnumerable<Finding> Check(WorkflowDefinition written, WorkflowDefinition typed, ProviderCatalog catalog)
    {
        for (var i = 0; i < typed.Nodes.Length; i++)
        {
            var node = typed.Nodes[i];
            if (node.Type != NodeTypes.Trigger
                || node.Data is not { ValueKind: JsonValueKind.Object } data
                || !data.TryGetProperty("triggerType", out var type)
                || type.ValueKind is JsonValueKind.Null)
            {
                // Without a trigger type it is started over the API alone.
                continue;
            }

            var at = string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data");
            var name = type.ValueKind is JsonValueKind.String && JsonStrings.TryGet(type, out var text) ? text : "";
            if (catalog.Trigger(name) is not { } trigger)
            {
                var member = written.Nodes[i].Data!.Value.TryGetProperty("triggerType", out var own) && own.ValueKind is not JsonValueKind.Null ? "triggerType" : "triggerId";
                yield return At(
                    node,
                    $"Node '{node.Id}' has the unknown {member} '{TextLength.Cut(name, 60)}'; known are {string.Join(" and ", catalog.Triggers.Select(t => t.Id))}.",
                    $"{at}.{member}");
                continue;
            }

            foreach (var fault in catalog.TriggerFaults(trigger, data))
            {
                yield return At(node, $"Node '{node.Id}': {fault.Message}", $"{at}{fault.At}");
            }
        }
    }

    private static Finding At(NodeDefinition node, string message, string field) =>
        new("FLK-0211", message, field, node.Id) { Phase = FindingPhase.Activation };
}
