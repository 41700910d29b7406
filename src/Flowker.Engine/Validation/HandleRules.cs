using System.Globalization;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>
/// An edge leaves its source by a handle that the source has: FLK-0166. Any other is never followed, or followed always.
/// </summary>
internal static class HandleRules
{
    public static IEnumerable<Finding> Check(WorkflowDefinition definition)
    {
        var types = definition.Nodes.GroupBy(n => n.Id, StringComparer.Ordinal).ToDictionary(n => n.Key, n => n.First().Type, StringComparer.Ordinal);
        for (var i = 0; i < definition.Edges.Length; i++)
        {
            var edge = definition.Edges[i];
            if (edge.SourceHandle is not { Length: > 0 } handle || !types.TryGetValue(edge.Source, out var type))
            {
                continue;
            }

            var known = Of(type);
            if (known is null || known.Contains(handle))
            {
                continue;
            }

            var has = known.Length == 0 ? "whose edges have none" : $"which has {string.Join(" and ", known.Select(k => $"'{k}'"))}";
            yield return new Finding(
                "FLK-0166",
                $"Edge '{edge.Id}' has the sourceHandle '{handle}', but leaves the {type} '{edge.Source}', {has}{Suggestion.End(handle, known)}",
                string.Create(CultureInfo.InvariantCulture, $"edges[{i}].sourceHandle"),
                edge.Source)
            {
                Phase = FindingPhase.Activation,
            };
        }
    }

    // Of an unknown type nothing is known.
    private static string[]? Of(string type) => type switch
    {
        NodeTypes.Conditional => ["true", "false"],
        NodeTypes.Executor => ["error"],
        NodeTypes.Action or NodeTypes.Trigger => [],
        _ => null,
    };
}
