using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

/// <summary>What nodes do that call nobody.</summary>
internal static class NodeSteps
{
    private const string TransformationCode = "FLK-0142";
    private const int MaxMessageLength = 2_000;

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

    public static ExecutionEvent Act(ExecutionState state, WorkflowPlan plan, PlanNode node, DateTimeOffset now) => node.Action switch
    {
        SetOutputStep set => SetOutput(state, plan, node, set, now),
        TransformStep transform => Transform(state, plan, node, transform, now),
        LogStep log => Completed(state, plan, node, LogEntry(log, NodeContext.Before(state, plan, node)), null, now),
        FailStep fail => Failed(state, node, fail.Code, now, Message(fail.Message, NodeContext.Before(state, plan, node))),
        TraceStep trace => Completed(state, plan, node, trace.Data, null, now),
        var unknown => throw new InvalidOperationException($"Nothing is known of what the action {unknown?.GetType().Name} does."),
    };

    // The step's output is the node's data; what it sets stands there with its placeholders filled.
    private static ExecutionEvent SetOutput(ExecutionState state, WorkflowPlan plan, PlanNode node, SetOutputStep step, DateTimeOffset now)
    {
        var set = step.Output.Render(NodeContext.Before(state, plan, node));
        if (set.Failed)
        {
            return Failed(state, node, TransformationCode, $"the output cannot be made: {set.Error}", now);
        }

        var output = JsonObjects.Write(writer =>
        {
            foreach (var member in step.Data.EnumerateObject().Where(m => !m.NameEquals("output")))
            {
                member.WriteTo(writer);
            }

            writer.WritePropertyName("output");
            // As it came: an answer may hold text that is no valid Unicode, on which the writer would throw.
            JsonText.WriteRaw(writer, set.Value);
        });
        return Completed(state, plan, node, output, null, now);
    }

    // The step's output is the value, as an executor's is its answer.
    private static ExecutionEvent Transform(ExecutionState state, WorkflowPlan plan, PlanNode node, TransformStep step, DateTimeOffset now)
    {
        var scope = NodeContext.Before(state, plan, node);
        var made = step.Value?.Render(scope) ?? step.Mapping!.Apply(scope, new NodeMoment(state.ExecutionId, node.Id, now, "value"));
        return made.Failed
            ? Failed(state, node, TransformationCode, $"the value cannot be made: {made.Error}", now)
            : Completed(state, plan, node, made.Value.ValueKind is JsonValueKind.Null ? null : made.Value, null, now);
    }

    private static JsonElement LogEntry(LogStep step, JsonScope scope) => JsonObjects.Write(writer =>
    {
        writer.WriteString("actionType", "log");
        writer.WriteString("level", step.Level);
        writer.WriteString("message", Message(step.Message, scope));
    });

    // A message that cannot be filled in must neither stop a payment nor hide that one is to be stopped.
    private static string Message(Template message, JsonScope scope)
    {
        var made = message.Render(scope);
        var text = made.Failed ? $"The message cannot be made: {made.Error}"
            : made.Value.ValueKind is JsonValueKind.String ? TolerantJson.TextOf(made.Value)
            : made.Value.GetRawText();
        return TextLength.Cut(text, MaxMessageLength);
    }

    private static NodeCompleted Completed(
        ExecutionState state, WorkflowPlan plan, PlanNode node, JsonElement? output, bool? branch, DateTimeOffset now)
    {
        var (taken, error) = Routing.AfterSuccess(state, plan, node, output, branch);
        return new NodeCompleted
        {
            At = now,
            NodeId = node.Id,
            Step = state.Steps + 1,
            StartedAt = now,
            Output = output,
            InContext = node.Action is TransformStep ? true : null,
            Taken = taken,
            RoutingError = error,
        };
    }

    private static NodeFailed Failed(ExecutionState state, PlanNode node, string code, string reason, DateTimeOffset now) =>
        Failed(state, node, code, now, $"node \"{node.Id}\": {reason}");

    private static NodeFailed Failed(ExecutionState state, PlanNode node, string code, DateTimeOffset now, string message) => new()
    {
        At = now,
        NodeId = node.Id,
        Step = state.Steps + 1,
        StartedAt = now,
        Code = code,
        Message = message,
    };
}
