using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

/// <summary>
/// What a node can see: the input, the outputs of the executors and <c>transform</c> actions from which a way leads to it, and the output set there.
/// Only those: they are all decided before the node starts, so that what it sees does not depend on which of two parallel
/// branches was faster, and a repeated call sends the same as the first.
/// </summary>
internal static class NodeContext
{
    /// <summary>For the node's own condition, mapping or template.</summary>
    public static JsonScope Before(ExecutionState state, WorkflowPlan plan, PlanNode node) =>
        Make(state, plan, node.Ancestors);

    /// <summary>For the conditions on the node's outgoing edges, which see its own output too.</summary>
    public static JsonScope After(ExecutionState state, WorkflowPlan plan, PlanNode node, JsonElement? output) =>
        Make(state, plan, node.Ancestors, node, output);

    /// <summary>The last of the given nodes, in topological order, that set the output.</summary>
    public static PlanNode? OutputSetter(ExecutionState state, WorkflowPlan plan, IEnumerable<int> nodes) =>
        nodes.Select(i => plan.Nodes[i]).LastOrDefault(n => SetOutput(state, n) is not null);

    /// <summary>The object that a completed <c>set_output</c> node set.</summary>
    public static JsonElement? SetOutput(ExecutionState state, PlanNode node) =>
        node.Action is SetOutputStep
        && state.Nodes.GetValueOrDefault(node.Id) is { Status: NodeStatus.Completed, Output: { } data }
            ? data.GetProperty("output")
            : null;

    private static bool IsVisible(PlanNode node) => node.Kind is NodeKind.Executor || node.Action is TransformStep;

    private static JsonScope Make(
        ExecutionState state, WorkflowPlan plan, IEnumerable<int> nodes, PlanNode? self = null, JsonElement? selfOutput = null)
    {
        var values = new List<KeyValuePair<string, JsonElement>> { new("workflow", state.Input) };
        JsonElement? output = null;
        foreach (var node in nodes.Select(i => plan.Nodes[i]))
        {
            output = SetOutput(state, node) ?? output;
            if (IsVisible(node) && state.Nodes.GetValueOrDefault(node.Id)?.Output is { } value)
            {
                values.Add(new(node.Id, value));
            }
        }

        if (self is not null && IsVisible(self) && selfOutput is { } own)
        {
            values.Add(new(self.Id, own));
        }

        if (self?.Action is SetOutputStep && selfOutput is { } set)
        {
            output = set.GetProperty("output");
        }

        if (output is { } last)
        {
            values.Add(new("output", last));
        }

        return new JsonScope(values);
    }
}
