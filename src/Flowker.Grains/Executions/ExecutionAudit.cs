using System.Globalization;
using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Grains.Audit;
using Flowker.Grains.Interfaces;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Executions;

/// <summary>
/// The audit events of an execution's life, which go into the commits of the events that they tell of. Each names its number
/// within the execution, so that one that is missing shows. Source: <c>spec/reference-api.md</c>, 9.2.
/// </summary>
internal static class ExecutionAudit
{
    private const string Execute = "EXECUTE";

    /// <summary>How many of the events have an audit event.</summary>
    public static int Count(IEnumerable<ExecutionEvent> events) => events.Count(IsAudited);

    /// <summary>
    /// Of the events of one commit, in their order; <paramref name="before"/> is how many the execution had before. The caller is
    /// whoever started it; all else the engine does by itself.
    /// </summary>
    public static IReadOnlyList<AuditEntry> Of(
        IReadOnlyList<ExecutionEvent> events, ExecutionState after, WorkflowPlan plan, Caller? caller, int before)
    {
        List<AuditEntry> entries = [];
        foreach (var e in events.Where(IsAudited))
        {
            var number = (++before).ToString(CultureInfo.InvariantCulture);
            entries.Add(e switch
            {
                ExecutionStarted started => Started(started, after, caller ?? AuditEvents.Engine, number),
                NodeStarted call => CallStarted(call, after, plan, number),
                NodeAttemptFailed failed => CallEnded(failed, failed.NodeId, failed.Call, after, plan, number),
                NodeCompleted completed => CallEnded(completed, completed.NodeId, completed.Call!, after, plan, number),
                NodeFailed failed => CallEnded(failed, failed.NodeId, failed.Call!, after, plan, number),
                _ => Ended(e, after, number),
            });
        }

        return entries;
    }

    private static bool IsAudited(ExecutionEvent e) => e is ExecutionStarted or NodeStarted or NodeAttemptFailed
        or NodeCompleted { Call: not null } or NodeFailed { Call: not null } or ExecutionCompleted or ExecutionFailed;

    private static AuditEntry Started(ExecutionStarted started, ExecutionState state, Caller caller, string number) => AuditEvents.Make(
        "EXECUTION_STARTED", Execute, AuditEvents.Execution, state.ExecutionId, caller, started.At, AuditMetadata.Of(
            ("workflow.id", state.WorkflowId),
            ("definition.sha256", started.DefinitionHash),
            ("input.sha256", PayloadText.Hash(started.Input)),
            ("execution.event", number)));

    private static AuditEntry CallStarted(NodeStarted call, ExecutionState state, WorkflowPlan plan, string number) => AuditEvents.Make(
        "PROVIDER_CALL_STARTED", Execute, AuditEvents.Execution, state.ExecutionId, AuditEvents.Engine, call.At, AuditMetadata.Of(
            ("workflow.id", state.WorkflowId),
            ("node.id", call.NodeId),
            ("provider_config.id", Provider(plan, call.NodeId)),
            ("attempt", call.Attempt),
            ("execution.event", number)));

    private static AuditEntry CallEnded(
        ExecutionEvent e, string nodeId, CallSummary call, ExecutionState state, WorkflowPlan plan, string number)
    {
        var succeeded = call.Outcome is CallOutcome.Success;
        var entry = AuditEvents.Make(
            succeeded ? "PROVIDER_CALL_COMPLETED" : "PROVIDER_CALL_FAILED", Execute, AuditEvents.Execution, state.ExecutionId,
            AuditEvents.Engine, e.At, AuditMetadata.Of(
                ("workflow.id", state.WorkflowId),
                ("node.id", nodeId),
                ("provider_config.id", Provider(plan, nodeId)),
                ("attempt", call.Attempt),
                ("outcome", Outcome(call.Outcome)),
                ("duration_ms", call.DurationMs),
                ("status_code", call.StatusCode),
                ("request.sha256", call.RequestSha256),
                ("response.sha256", call.ResponseSha256),
                ("execution.event", number)));
        return succeeded ? entry : entry with { Result = AuditEvents.Failed };
    }

    private static AuditEntry Ended(ExecutionEvent e, ExecutionState state, string number) => state.Status is ExecutionStatus.Completed
        ? AuditEvents.Make(
            "EXECUTION_COMPLETED", Execute, AuditEvents.Execution, state.ExecutionId, AuditEvents.Engine, e.At, AuditMetadata.Of(
                ("workflow.id", state.WorkflowId),
                ("output.sha256", FinalOutput.Of(state) is { } output ? PayloadText.Hash(output) : null),
                ("execution.event", number)))
        : AuditEvents.Make(
            "EXECUTION_FAILED", Execute, AuditEvents.Execution, state.ExecutionId, AuditEvents.Engine, e.At, AuditMetadata.Of(
                ("workflow.id", state.WorkflowId),
                ("error", state.Failure?.Code ?? ""),
                ("execution.event", number))) with
        { Result = AuditEvents.Failed };

    private static string? Provider(WorkflowPlan plan, string nodeId) =>
        plan.ById.GetValueOrDefault(nodeId)?.Executor?.ProviderConfigId.ToString();

    private static string Outcome(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Success => "success",
        CallOutcome.Unknown => "unknown",
        _ => "failed",
    };
}
