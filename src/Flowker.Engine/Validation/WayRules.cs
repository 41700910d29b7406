using System.Globalization;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>Warnings about the drawing: what is never reached, and what leads nowhere.</summary>
internal static class WayRules
{
    private static readonly string[] Branches = ["true", "false"];

    public static IEnumerable<Finding> Check(WorkflowDefinition definition, DefinitionGraph graph)
    {
        var triggers = Enumerable.Range(0, graph.Nodes.Count).Where(i => graph.Nodes[i].Type == NodeTypes.Trigger).ToArray();
        var reached = graph.ReachedFrom(triggers);
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            if (!reached.Contains(i))
            {
                yield return At(i, "FLK-0182", $"No way leads from a trigger to node '{node.Id}': it never runs.", node);
            }

            if (node.Type == NodeTypes.Trigger && !graph.HasEdges(i))
            {
                yield return At(i, "FLK-0183", $"No edge leaves the trigger '{node.Id}': what it starts does nothing.", node);
            }

            if (node.Type == NodeTypes.Conditional && MissingBranches(definition, node) is { Length: > 0 } missing)
            {
                var branches = string.Join(" and no ", missing.Select(b => $"'{b}'"));
                yield return At(i, "FLK-0184", $"The conditional '{node.Id}' has no {branches} edge: what is decided so ends there.", node);
            }
        }

        for (var i = 0; i < definition.Edges.Length; i++)
        {
            var edge = definition.Edges[i];
            if (edge.SourceHandle is null or "" && graph.Index(edge.Source) is { } source && graph.Nodes[source].Type == NodeTypes.Conditional)
            {
                yield return new Finding(
                    "FLK-0184",
                    $"Edge '{edge.Id}' leaves the conditional '{edge.Source}' without a sourceHandle of 'true' or 'false': it is never followed.",
                    string.Create(CultureInfo.InvariantCulture, $"edges[{i}].sourceHandle"),
                    edge.Source);
            }
        }
    }

    private static string[] MissingBranches(WorkflowDefinition definition, NodeDefinition node) =>
    [
        .. Branches.Where(branch => !definition.Edges.Any(e => e.Source == node.Id && e.SourceHandle == branch)),
    ];

    private static Finding At(int index, string code, string message, NodeDefinition node) =>
        new(code, message, string.Create(CultureInfo.InvariantCulture, $"nodes[{index}]"), node.Id);
}
