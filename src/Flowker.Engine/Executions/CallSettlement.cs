using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

/// <summary>Decides what the result of a provider call means. Source: <c>spec/decisions.md</c>, "Retry", "Unknown outcome".</summary>
internal static class CallSettlement
{
    private const string NodeFailedCode = "FLK-0504";
    private const string TransformationCode = "FLK-0142";

    public static ExecutionEvent Decide(
        ExecutionState state, WorkflowPlan plan, PlanNode node, NodeState running, CallResult result, DateTimeOffset now)
    {
        var call = Summarize(running, result, now);
        if (result.Outcome is CallOutcome.Success)
        {
            return Succeed(state, plan, node, running, result, call, now);
        }

        var attempts = running.Attempt == 1 ? "1 attempt" : $"{running.Attempt} attempts";
        var policy = node.Executor!.Retry;
        if (state.Failure is null && MayRepeat(node.Executor, result) && running.Attempt < policy.MaxAttempts)
        {
            var wait = policy.IntervalAfter(running.Attempt, Chance(state.ExecutionId, node.Id, running.Attempt));
            return new NodeAttemptFailed
            {
                At = now,
                NodeId = node.Id,
                Attempt = running.Attempt,
                Call = call with { Response = AttemptResponse.Kept(running.Attempt, result.Response) },
                RetryAt = now + (result.RetryAfter > wait ? result.RetryAfter.Value : wait),
            };
        }

        return Fail(
            state,
            plan,
            node,
            running,
            result.Code ?? NodeFailedCode,
            $"executor call failed after {attempts}: {result.Message}",
            result,
            call,
            now);
    }

    public static NodeFailed Fail(
        ExecutionState state,
        WorkflowPlan plan,
        PlanNode node,
        NodeState running,
        string code,
        string reason,
        CallResult? result,
        CallSummary? call,
        DateTimeOffset now)
    {
        var outcome = result?.Outcome ?? CallOutcome.Unknown;
        var output = ErrorOutput(code, reason, running.Attempt, outcome, result?.Response);
        // While the execution fails for another reason, nothing new may start behind this node.
        var (taken, routingError) = state.Failure is null
            ? Routing.AfterFailure(state, plan, node, output)
            : (ImmutableArray<int>.Empty, null);
        return new NodeFailed
        {
            At = now,
            NodeId = node.Id,
            Step = running.Step,
            Code = code,
            Message = routingError ?? $"node \"{node.Id}\": {reason}",
            Output = output,
            Taken = taken,
            Call = call,
        };
    }

    /// <summary>For a call that was not made.</summary>
    public static NodeFailed Refuse(
        ExecutionState state, WorkflowPlan plan, PlanNode node, NodeState begun, CallRefusal refusal, DateTimeOffset now) => Fail(
            state, plan, node, begun, refusal.Code, $"not called: {refusal.Reason}",
            new CallResult { Outcome = CallOutcome.Failed, Code = refusal.Code }, call: null, now) with
        { StartedAt = begun.StartedAt };

    /// <summary>For a node that is given up because the whole execution ends.</summary>
    public static NodeFailed Abandon(NodeState open, string why, DateTimeOffset now)
    {
        var reason = open switch
        {
            { Status: NodeStatus.Waiting, Hold: { } hold } => $"not called, because {why}; it was held back, since {hold.Reason}",
            { Status: NodeStatus.Waiting } => $"not tried again, because {why}; last: {open.Error}",
            _ => $"the outcome of its call is unknown, because {why}",
        };
        var call = open.Status is NodeStatus.Calling
            ? Summarize(open, new CallResult { Outcome = CallOutcome.Unknown, Message = reason }, now)
            : null;
        return new NodeFailed
        {
            At = now,
            NodeId = open.NodeId,
            Step = open.Step,
            Code = NodeFailedCode,
            Message = $"node \"{open.NodeId}\": {reason}",
            Call = call,
        };
    }

    private static bool MayRepeat(ExecutorStep executor, CallResult result) =>
        result switch
        {
            { Outcome: CallOutcome.Unknown } => !executor.FailOnUnknownOutcome,
            { StatusCode: { } status } => executor.Retry.RetriesStatus(status),
            _ => result.Transient,
        };

    private static ExecutionEvent Succeed(
        ExecutionState state, WorkflowPlan plan, PlanNode node, NodeState running, CallResult result, CallSummary call, DateTimeOffset now)
    {
        var output = result.Response;
        if (node.Executor!.Output is { } mapping)
        {
            var mapped = mapping.Apply(
                JsonScope.FromObject(result.Response ?? default), new NodeMoment(state.ExecutionId, node.Id, running.StartedAt, "output"));
            if (mapped.Failed)
            {
                return Fail(state, plan, node, running, TransformationCode, $"output transformation failed: {mapped.Error}", result, call, now);
            }

            if (mapped.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            {
                return Fail(state, plan, node, running, TransformationCode, "output transformation failed: the result is no object", result, call, now);
            }

            output = mapped.Value.ValueKind is JsonValueKind.Null ? null : mapped.Value;
        }

        var (taken, error) = Routing.AfterSuccess(state, plan, node, output);
        return new NodeCompleted
        {
            At = now,
            NodeId = node.Id,
            Step = running.Step,
            Output = output,
            Taken = taken,
            RoutingError = error,
            Call = call,
        };
    }

    private static JsonElement ErrorOutput(string code, string message, int attempts, CallOutcome outcome, JsonElement? response) =>
        JsonObjects.Write(writer =>
        {
            writer.WriteStartObject("error");
            writer.WriteString("code", code);
            writer.WriteString("message", message);
            writer.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString()));
            writer.WriteNumber("attempts", attempts);
            writer.WriteEndObject();
            if (response is { ValueKind: JsonValueKind.Object } answer)
            {
                foreach (var member in answer.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out var name) && name != "error"))
                {
                    writer.WritePropertyName(member.Name);
                    writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
                }
            }
        });

    private static CallSummary Summarize(NodeState running, CallResult result, DateTimeOffset now) => new()
    {
        Attempt = running.Attempt,
        Outcome = result.Outcome,
        StartedAt = result.SentAt ?? running.AttemptStartedAt,
        DurationMs = Math.Max(0, (long)(result.Duration ?? now - (result.SentAt ?? running.AttemptStartedAt)).TotalMilliseconds),
        StatusCode = result.StatusCode,
        Message = result.Message,
        Method = result.Method,
        Url = result.Url,
        RequestSha256 = result.RequestSha256,
        ResponseSha256 = result.ResponseSha256,
    };

    // Spread like chance, but the same whenever it is asked, so that the machine stays a pure function.
    private static double Chance(Guid executionId, string nodeId, int attempt) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{executionId:N}:{nodeId}:{attempt}"))) >> 11) / (double)(1UL << 53);
}
