using System.Collections.Immutable;
using Flowker.Engine.Expressions;


namespace Flowker.Engine.Workflows;

/// <summary>Makes a <see cref="WorkflowPlan"/> of a definition, or says why it cannot run.</summary>
public static class PlanCompiler
{
    /// <summary>
    /// Parses conditions, mappings and policies and orders the graph. All findings at once: FLK-0105 condition,
    /// FLK-0140/0141/0142 mapping, transforms or template, FLK-0143 an unfinished action, FLK-0302 a faulty option of a node,
    /// FLK-0508 a cycle, FLK-0121 a node of a type that this program does not know. The plan is null when there is one. Expects node ids to be unique and edges to end at nodes; a
    /// definition that breaks this yields findings too (FLK-0115, FLK-0120), never an exception.
    /// </summary>
    public static (WorkflowPlan? Plan, IReadOnlyList<Finding> Findings) Compile(WorkflowDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        List<Finding> findings = [];
        if (!GraphOrder.TrySort(definition, findings, out var order))
        {
            CompileNodes(definition, [.. Enumerable.Range(0, definition.Nodes.Length)], findings);
            CompileEdgeConditions(definition, findings);
            return (null, findings);
        }

        var nodes = CompileNodes(definition, order, findings);
        var conditions = CompileEdgeConditions(definition, findings);
        if (findings.Count > 0)
        {
            return (null, findings);
        }

        Connect(definition, nodes, conditions);
        var timeout = definition.Settings.ExecutionTimeoutSeconds is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : WorkflowSettings.DefaultExecutionTimeout;
        return (new WorkflowPlan([.. nodes], timeout), findings);
    }

    private static List<PlanNode> CompileNodes(WorkflowDefinition definition, ImmutableArray<int> order, List<Finding> findings)
    {
        var nodes = new List<PlanNode>(order.Length);
        foreach (var definitionIndex in order)
        {
            var node = definition.Nodes[definitionIndex];
            if (KindOf(node.Type) is { } kind)
            {
                nodes.Add(Compile(node, kind, nodes.Count, definitionIndex, definition.Reading, findings));
                continue;
            }

            // Perhaps one of a later version: to run it as something else could skip an approval.
            findings.Add(new Finding("FLK-0121", $"Node '{node.Id}' has the unknown type '{node.Type}'.", $"nodes[{definitionIndex}].type", node.Id));
        }

        return nodes;
    }

    private static NodeKind? KindOf(string type) => type switch
    {
        NodeTypes.Trigger => NodeKind.Trigger,
        NodeTypes.Executor => NodeKind.Executor,
        NodeTypes.Conditional => NodeKind.Conditional,
        NodeTypes.Action => NodeKind.Action,
        _ => null,
    };

    private static PlanNode Compile(NodeDefinition node, NodeKind kind, int index, int definitionIndex, DefinitionReading reading, List<Finding> findings)
    {
        var options = new NodeOptions(node, definitionIndex, reading, findings);
        return new PlanNode
        {
            Index = index,
            DefinitionIndex = definitionIndex,
            Id = node.Id,
            Kind = kind,
            StepName = string.IsNullOrEmpty(node.Name) ? $"{node.Type}_{node.Id}" : node.Name,
            Condition = kind is NodeKind.Conditional ? options.Condition() : null,
            Executor = kind is NodeKind.Executor ? options.Executor() : null,
            Action = kind is NodeKind.Action ? options.Action() : null,
        };
    }

    private static Condition?[] CompileEdgeConditions(WorkflowDefinition definition, List<Finding> findings)
    {
        var conditions = new Condition?[definition.Edges.Length];
        for (var i = 0; i < conditions.Length; i++)
        {
            var edge = definition.Edges[i];
            if (string.IsNullOrWhiteSpace(edge.Condition))
            {
                continue;
            }

            var error = $"it is longer than {Condition.MaxLength} characters";
            conditions[i] = edge.Condition.Length > Condition.MaxLength ? null : Condition.TryParse(edge.Condition, out error);
            if (error is not null)
            {
                findings.Add(new Finding("FLK-0105", $"The condition of edge '{edge.Id}' cannot be read: {error}", $"edges[{i}].condition", edge.Source)
                {
                    Phase = FindingPhase.Activation,
                });
            }
        }

        return conditions;
    }

    private static void Connect(WorkflowDefinition definition, List<PlanNode> nodes, Condition?[] conditions)
    {
        var indexes = nodes.ToDictionary(n => n.Id, n => n.Index, StringComparer.Ordinal);
        var edges = definition.Edges
            .Select((e, i) => new PlanEdge(i, e.Id, indexes[e.Source], indexes[e.Target], e.SourceHandle, conditions[i]))
            .ToArray();
        foreach (var node in nodes)
        {
            node.Incoming = [.. edges.Where(e => e.Target == node.Index)];
            node.Outgoing = [.. edges.Where(e => e.Source == node.Index)];
            node.Ancestors = [.. node.Incoming
                .SelectMany(e => nodes[e.Source].Ancestors.Append(e.Source))
                .Distinct()
                .Order()];
        }
    }
}
