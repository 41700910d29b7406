using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>
/// The first name of an expression is a word or a node on a way to it: FLK-0105. A node that leaves nothing to read is
/// pointed out: FLK-0188.
/// </summary>
internal static class NameRules
{
    /// <summary>What the context holds beside the nodes.</summary>
    private static readonly string[] Words = ["workflow", "output"];

    public static IEnumerable<Finding> Check(WorkflowDefinition definition, DefinitionGraph graph, ProviderCatalog catalog)
    {
        var before = new Dictionary<int, HashSet<int>>();
        foreach (var site in ExpressionSites.Of(definition, graph, catalog))
        {
            var seen = before.TryGetValue(site.Node, out var known) ? known : before[site.Node] = graph.Before(site.Node);
            if (site.SeesNode)
            {
                seen = [.. seen, site.Node];
            }

            foreach (var root in site.Roots.Where(r => !Words.Contains(r)))
            {
                if (Judge(root, graph, seen) is { } finding)
                {
                    yield return finding with { Field = site.Field, NodeId = graph.Nodes[site.Node].Id, Phase = FindingPhase.Activation };
                }
            }
        }
    }

    private static Finding? Judge(string root, DefinitionGraph graph, HashSet<int> seen)
    {
        if (graph.Index(root) is not { } node)
        {
            var known = seen.Select(i => graph.Nodes[i].Id).Concat(Words).ToArray();
            return new Finding("FLK-0105", $"'{root}' is neither workflow, output nor a node on the way here{Hint(root, known)}");
        }

        if (!seen.Contains(node))
        {
            return new Finding("FLK-0105", $"'{root}' is a node from which no way leads here: there is nothing of it to read.");
        }

        return LeavesNothing(graph.Nodes[node]) is { } instead
            ? new Finding("FLK-0188", $"Node '{root}' leaves nothing to read{instead}") { Severity = FindingSeverity.Warning }
            : null;
    }

    private static string Hint(string root, string[] known) =>
        root == "$" ? "; a path begins with the name itself, such as workflow.amount."
        : known.FirstOrDefault(k => k.StartsWith(root + ".", StringComparison.Ordinal)) is { } dotted ? $"; write [\"{dotted}\"] for the node of this name."
        : Suggestion.End(root, known);

    private static string? LeavesNothing(NodeDefinition node) => node.Type switch
    {
        NodeTypes.Trigger => "; the input is 'workflow'.",
        NodeTypes.Conditional => ": a conditional only decides.",
        NodeTypes.Action => ActionType(node) switch
        {
            "transform" => null,
            "set_output" => "; what it sets is 'output'.",
            _ => ": only executors and transform actions do.",
        },
        _ => null,
    };

    private static string? ActionType(NodeDefinition node) =>
        node.Data is { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty("actionType", out var type)
        && type.ValueKind is JsonValueKind.String
        && JsonStrings.TryGet(type, out var text)
            ? text
            : null;
}
