using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Mapping;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>
/// Whether mappings and transforms are lists of well-formed entries. Asked when a workflow is stored or activated and never
/// of what is pinned, which keeps the reading it had.
/// </summary>
internal static class MappingRules
{
    /// <summary>FLK-0140 inputMapping, FLK-0141 outputMapping, FLK-0142 transforms and outputTransforms.</summary>
    public static IEnumerable<Finding> Check(WorkflowDefinition definition)
    {
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (definition.Nodes[i] is not { Data: { ValueKind: JsonValueKind.Object } data } node || !IsMapped(node, data))
            {
                continue;
            }

            foreach (var (member, code, faults) in Lists(node, data))
            {
                foreach (var fault in faults)
                {
                    yield return new Finding(
                        code,
                        $"Node '{node.Id}', {member}{fault.At}: {fault.Message}.",
                        string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data.{member}{fault.At}"),
                        node.Id);
                }
            }
        }
    }

    private static bool IsMapped(NodeDefinition node, JsonElement data) =>
        node.Type == NodeTypes.Executor
        || (node.Type == NodeTypes.Action && data.TryGetProperty("actionType", out var type)
            && type.ValueKind is JsonValueKind.String && type.ValueEquals("transform"));

    private static IEnumerable<(string Member, string Code, IEnumerable<FormFault> Faults)> Lists(NodeDefinition node, JsonElement data)
    {
        yield return ("inputMapping", "FLK-0140", MappingForm.OfMappings(Member(data, "inputMapping")));
        yield return ("transforms", "FLK-0142", MappingForm.OfOperations(Member(data, "transforms")));
        if (node.Type == NodeTypes.Executor)
        {
            yield return ("outputMapping", "FLK-0141", MappingForm.OfMappings(Member(data, "outputMapping")));
            yield return ("outputTransforms", "FLK-0142", MappingForm.OfOperations(Member(data, "outputTransforms")));
        }
    }

    private static JsonElement? Member(JsonElement data, string name) => data.TryGetProperty(name, out var value) ? value : null;
}
