using System.Globalization;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>What holds for every stored definition, drafts included. All findings, in the order of the contract.</summary>
public static class DraftRules
{
    private const int MaxNodes = 100;
    private const int MaxEdges = 200;

    private static readonly HashSet<string> Types =
        [NodeTypes.Trigger, NodeTypes.Executor, NodeTypes.Conditional, NodeTypes.Action];

    public static IReadOnlyList<Finding> Check(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        List<Finding> findings = [];
        if (string.IsNullOrWhiteSpace(definition.Name))
        {
            findings.Add(new Finding("FLK-0110", "The workflow needs a name.", "name"));
        }

        Limit(findings, "FLK-0111", definition.Name, 100, "name");
        if (!PlainLine.Is(definition.Name))
        {
            findings.Add(new Finding("FLK-0302", $"name {PlainLine.Rule}.", "name"));
        }

        Limit(findings, "FLK-0302", definition.Description, 500, "description");
        if (definition.Nodes.Length > MaxNodes)
        {
            findings.Add(new Finding("FLK-0113", $"A workflow has at most {MaxNodes} nodes; this one has {definition.Nodes.Length}.", "nodes"));
        }

        if (definition.Edges.Length > MaxEdges)
        {
            findings.Add(new Finding("FLK-0114", $"A workflow has at most {MaxEdges} edges; this one has {definition.Edges.Length}.", "edges"));
        }

        if (IsTooLarge(definition))
        {
            // Of a definition beyond all limits nothing else is worth its work.
            return findings;
        }

        var ids = CheckNodes(definition, findings);
        CheckEdges(definition, ids, findings);
        return findings;
    }

    /// <summary>
    /// True when it has more nodes or edges than a workflow may have. Then nothing else is asked of it: putting them in order and
    /// looking up what they name costs more than their number.
    /// </summary>
    public static bool IsTooLarge(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.Nodes.Length > MaxNodes || definition.Edges.Length > MaxEdges;
    }

    /// <summary>Found again by whoever compiles the definition: repeated ids and loose ends.</summary>
    internal static bool Covers(Finding finding) => finding.Code is "FLK-0115" or "FLK-0120" or "FLK-0121";

    private static HashSet<string> CheckNodes(WorkflowDefinition definition, List<Finding> findings)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            var node = definition.Nodes[i];
            var at = string.Create(CultureInfo.InvariantCulture, $"nodes[{i}]");
            CheckId(findings, "FLK-0120", node.Id, ids, "node", at);
            if (node.Type.Length == 0)
            {
                findings.Add(new Finding("FLK-0121", $"Node '{node.Id}' needs a type.", $"{at}.type", node.Id));
            }
            else if (!Types.Contains(node.Type))
            {
                findings.Add(new Finding(
                    "FLK-0121", $"Node '{node.Id}' has the unknown type '{node.Type}'; known are {string.Join(", ", Types)}.", $"{at}.type", node.Id));
            }

            // They would hide the input and the output from everything that comes after.
            if (node is { Type: NodeTypes.Executor, Id: "workflow" or "output" })
            {
                findings.Add(new Finding("FLK-0120", $"An executor node cannot have the id '{node.Id}', which names something else in conditions.", $"{at}.id", node.Id));
            }

            Limit(findings, "FLK-0302", node.Name, 50, $"{at}.name");
        }

        return ids;
    }

    private static void CheckEdges(WorkflowDefinition definition, HashSet<string> nodes, List<Finding> findings)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < definition.Edges.Length; i++)
        {
            var edge = definition.Edges[i];
            var at = string.Create(CultureInfo.InvariantCulture, $"edges[{i}]");
            CheckId(findings, "FLK-0130", edge.Id, ids, "edge", at);
            CheckEnd(findings, "FLK-0131", edge, edge.Source, nodes, $"{at}.source");
            CheckEnd(findings, "FLK-0132", edge, edge.Target, nodes, $"{at}.target");
            Limit(findings, "FLK-0302", edge.SourceHandle, 50, $"{at}.sourceHandle");
            Limit(findings, "FLK-0302", edge.Label, 50, $"{at}.label");
            Limit(findings, "FLK-0302", edge.Condition, 500, $"{at}.condition");
        }
    }

    private static void CheckId(List<Finding> findings, string code, string id, HashSet<string> seen, string what, string at)
    {
        var nodeId = what == "node" ? id : null;
        if (id.Length == 0)
        {
            findings.Add(new Finding(code, $"Every {what} needs an id.", $"{at}.id"));
        }
        else if (!seen.Add(id))
        {
            findings.Add(new Finding(code, $"The {what} id '{id}' is used more than once.", $"{at}.id", nodeId));
        }

        else if (!IsNameable(id))
        {
            findings.Add(new Finding(
                code, $"The id at {at} cannot be shown or named in a path: it is '.' or '..', or holds control characters, ends of lines or marks that turn text round.", $"{at}.id"));
        }

        Limit(findings, "FLK-0302", id, 50, $"{at}.id");
    }

    private static bool IsNameable(string id) =>
        id is not ("." or "..") && !id.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));

    private static void CheckEnd(List<Finding> findings, string missing, EdgeDefinition edge, string end, HashSet<string> nodes, string at)
    {
        if (end.Length == 0)
        {
            findings.Add(new Finding(missing, $"Edge '{edge.Id}' needs both ends.", at));
        }
        else if (!nodes.Contains(end))
        {
            findings.Add(new Finding("FLK-0115", $"Edge '{edge.Id}' names the node '{end}', which does not exist.", at));
        }
    }

    private static void Limit(List<Finding> findings, string code, string? text, int most, string at)
    {
        if (TextLength.Exceeds(text, most))
        {
            findings.Add(new Finding(code, $"{at} is longer than {most} characters.", at));
        }
    }
}
