using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

/// <summary>What nodes do that call nobody.</summary>
internal static class NodeSteps
{
    /// <summary>A trigger does nothing and is no step.</summary>
    public static NodeCompleted Pass(ExecutionState state, WorkflowPlan plan, PlanNode node, DateTimeOffset now)
    {
        var (taken, error) = Routing.AfterSuccess(state, plan, node, null);
        return new NodeCompleted { At = now, NodeId = node.Id, Step = 0, Taken = taken, RoutingError = error };
    }

    /// <summary>A conditional node follows the edges whose handle is its result. Output: <c>{condition, result, branchTaken}</c>.</summary>
    public static ExecutionEvent Decide(ExecutionState state, WorkflowPlan plan, PlanNode node, DateTimeOffset now)
    {
        var condition = node.Condition!;
        var result = condition.Evaluate(NodeContext.Before(state, plan, node));
        if (result.Failed)
        {
            return Failed(state, node, "FLK-0105", $"the condition has no value: {result.Error}", now);
        }

        var output = JsonObjects.Write(writer =>
        {
            writer.WriteString("condition", condition.Text);
            writer.WriteBoolean("result", result.Value);
            writer.WriteString("branchTaken", result.Value ? "true" : "false");
        });
        return Completed(state, plan, node, output, result.Value, now);
    }

    /// <summary>An action's output is its data; what <c>set_output</c> sets stands there with its placeholders filled.</summary>
    public static ExecutionEvent Act(ExecutionState state, WorkflowPlan plan, PlanNode node, DateTimeOffset now)
    {
        var action = node.Action!;
        if (action.Output is null)
        {
            return Completed(state, plan, node, action.Data, null, now);
        }

        var set = action.Output.Render(NodeContext.Before(state, plan, node));
        if (set.Failed)
        {
            return Failed(state, node, "FLK-0142", $"the output cannot be made: {set.Error}", now);
        }

        var output = JsonObjects.Write(writer =>
        {
            foreach (var member in action.Data.EnumerateObject().Where(m => !m.NameEquals("output")))
            {
                member.WriteTo(writer);
            }

            writer.WritePropertyName("output");
            set.Value.WriteTo(writer);
        });
        return Completed(state, plan, node, output, null, now);
    }

    private static NodeCompleted Completed(
        ExecutionState state, WorkflowPlan plan, PlanNode node, JsonElement output, bool? branch, DateTimeOffset now)
    {
        var (taken, error) = Routing.AfterSuccess(state, plan, node, output, branch);
        return new NodeCompleted
        {
            At = now,
            NodeId = node.Id,
            Step = state.Steps + 1,
            StartedAt = now,
            Output = output,
            Taken = taken,
            RoutingError = error,
        };
    }

    private static NodeFailed Failed(ExecutionState state, PlanNode node, string code, string reason, DateTimeOffset now) => new()
    {
        At = now,
        NodeId = node.Id,
        Step = state.Steps + 1,
        StartedAt = now,
        Code = code,
        Message = $"node \"{node.Id}\": {reason}",
    };
}
