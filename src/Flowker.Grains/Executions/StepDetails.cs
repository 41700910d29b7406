using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Grains.Executions;

/// <summary>Tells the whole truth about one node, from the events alone.</summary>
internal static class StepDetails
{
    /// <summary>Null for a node that neither the definition nor the execution knows.</summary>
    public static StepDetail? Of(ExecutionState state, WorkflowPlan? plan, string nodeId)
    {
        var planned = plan?.ById.GetValueOrDefault(nodeId);
        if (state.Nodes.GetValueOrDefault(nodeId) is not { } node)
        {
            return planned is null ? null : new StepDetail
            {
                ExecutionId = state.ExecutionId,
                NodeId = nodeId,
                StepName = planned.StepName,
                Status = "pending",
            };
        }

        return new StepDetail
        {
            ExecutionId = state.ExecutionId,
            NodeId = nodeId,
            StepName = planned?.StepName ?? nodeId,
            Status = StatusOf(node),
            StepNumber = node.Step,
            ExecutedAt = node.Status is NodeStatus.Skipped ? null : node.StartedAt,
            DurationMs = node is { Status: NodeStatus.Completed or NodeStatus.Failed }
                ? Math.Max(0, (long)(node.EndedAt - node.StartedAt).TotalMilliseconds)
                : null,
            Output = ToJson(node.Output),
            ErrorMessage = node.Error,
            WaitingOn = ExecutionSummaries.WaitOf(node),
            Attempts = Attempts(node, planned),
        };
    }

    private static string StatusOf(NodeState node) => node.Status switch
    {
        NodeStatus.Waiting => "waiting",
        NodeStatus.Completed => "completed",
        NodeStatus.Failed => "failed",
        NodeStatus.Skipped => "skipped",
        NodeStatus.Calling or NodeStatus.Interrupted => "running",
        var unknown => throw new InvalidOperationException($"No status of a step says {unknown}."),
    };

    private static ImmutableArray<Attempt> Attempts(NodeState node, PlanNode? planned)
    {
        var ended = node.Calls.Select((call, index) => Ended(call, index == node.Calls.Length - 1 ? LastResponse(node, call, planned) : call.Response));
        return node.Status is NodeStatus.Calling
            ? [.. ended, new Attempt { Number = node.Attempt, StartedAt = node.AttemptStartedAt }]
            : [.. ended];
    }

    // The last answer is stored once, in the node's output, unless a mapping made something else of it.
    private static JsonElement? LastResponse(NodeState node, CallSummary call, PlanNode? planned) => node switch
    {
        _ when call.StatusCode is null => null,
        { Status: NodeStatus.Failed } => WithoutError(node.Output),
        { Status: NodeStatus.Completed } when planned?.Executor is { Output: null } => AttemptResponse.Of(node.Output),
        _ => call.Response,
    };

    private static JsonElement? WithoutError(JsonElement? output) =>
        output is { ValueKind: JsonValueKind.Object } failed
            ? AttemptResponse.Of(new JsonScope(failed.EnumerateObject()
                .Where(m => !m.NameEquals("error"))
                .Select(m => KeyValuePair.Create(m.Name, m.Value))).ToElement())
            : null;

    private static Attempt Ended(CallSummary call, JsonElement? response) => new()
    {
        Number = call.Attempt,
        StartedAt = call.StartedAt,
        DurationMs = call.DurationMs,
        Outcome = JsonNamingPolicy.CamelCase.ConvertName(call.Outcome.ToString()),
        StatusCode = call.StatusCode,
        Message = call.Message,
        Method = call.Method,
        Url = call.Url,
        RequestSha256 = call.RequestSha256,
        ResponseSha256 = call.ResponseSha256,
        Response = ToJson(response),
    };

    private static Json ToJson(JsonElement? element) => element is { } value ? Json.FromElement(value) : default;
}
