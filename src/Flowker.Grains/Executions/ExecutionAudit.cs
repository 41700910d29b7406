using System.Globalization;
using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Grains.Audit;
using Flowker.Grains.Interfaces;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Executions;

/// <summary>
/// The audit events of an execution's life, which go into the commits of the events that they tell of. Each names its number
/// within the execution, so that one that is missing shows. Every intent to make a call has one: that it started, or that it was
/// held back, where both are one change.
/// </summary>
internal static class ExecutionAudit
{
    private const string Execute = "EXECUTE";

    /// <summary>How many of the events have an audit event.</summary>
    public static int Count(IEnumerable<ExecutionEvent> events) => events.Count(IsAudited);

    /// <summary>
    /// Of the events of one commit, in their order; <paramref name="before"/> is how many the execution had before. The caller is
    /// whoever started it or took it up; all else the engine does by itself.
    /// </summary>
    public static IReadOnlyList<AuditEntry> Of(
        IReadOnlyList<ExecutionEvent> events, ExecutionState after, WorkflowPlan plan, Caller? caller, int before)
    {
        List<AuditEntry> entries = [];
        var execution = new Subject(after, after.ExecutionId.ToString(), plan);
        for (var i = 0; i < events.Count; i++)
        {
            if (IsAudited(events[i]))
            {
                var number = (++before).ToString(CultureInfo.InvariantCulture);
                entries.Add(IsHeldAtOnce(events, i) ? CallHeld((NodeHeld)events[i + 1], execution, number) : Of(events[i], execution, caller, number));
            }
        }

        return entries;
    }

    private static AuditEntry Of(ExecutionEvent e, Subject execution, Caller? caller, string number) => e switch
    {
        ExecutionStarted started => Started(started, execution, caller ?? AuditEvents.Engine, number),
        NodeStarted call => CallStarted(call, execution, number),
        NodeAttemptFailed failed => CallEnded(failed, failed.NodeId, failed.Call, execution, number),
        NodeCompleted completed => CallEnded(completed, completed.NodeId, completed.Call!, execution, number),
        NodeFailed failed => CallEnded(failed, failed.NodeId, failed.Call!, execution, number),
        ExecutionCompleted or ExecutionFailed => Ended(e, execution, number),
        ExecutionSetAside => SetAside(execution.State.ExecutionId, execution.State.WorkflowId, e.At, number),
        ExecutionTakenUp taken => TakenUp(taken, execution, caller ?? AuditEvents.Engine, number),
        _ => throw new UnknownEventException(e),
    };

    private static bool IsHeldAtOnce(IReadOnlyList<ExecutionEvent> events, int index) =>
        events[index] is NodeStarted intent && index + 1 < events.Count
        && events[index + 1] is NodeHeld held && held.NodeId == intent.NodeId && held.Attempt == intent.Attempt;

    // What is not named here must not pass for something that needs no audit event.
    private static bool IsAudited(ExecutionEvent e) => e switch
    {
        ExecutionStarted or NodeStarted or NodeAttemptFailed or ExecutionCompleted or ExecutionFailed or ExecutionSetAside or ExecutionTakenUp => true,
        NodeCompleted completed => completed.Call is not null,
        NodeFailed failed => failed.Call is not null,
        ExecutionResumed or NodeHeld or NodeReleased or NodeSkipped => false,
        _ => throw new UnknownEventException(e),
    };

    private static AuditEntry Started(ExecutionStarted started, Subject execution, Caller caller, string number) => AuditEvents.Make(
        "EXECUTION_STARTED", Execute, AuditEvents.Execution, execution.Id, caller, started.At, AuditMetadata.Of(
            ("definition.sha256", started.DefinitionHash),
            ("execution.event", number),
            ("input.sha256", PayloadText.Hash(started.Input)),
            ("workflow.id", execution.State.WorkflowId)));

    /// <summary>Made without the execution's state, which perhaps cannot be had.</summary>
    public static AuditEntry SetAside(Guid executionId, Guid workflowId, DateTimeOffset at, string number) => AuditEvents.Make(
        "EXECUTION_SET_ASIDE", Execute, AuditEvents.Execution, executionId, AuditEvents.Engine, at, AuditMetadata.Of(
            ("execution.event", number),
            ("workflow.id", workflowId))) with
    { Result = AuditEvents.Failed };

    private static AuditEntry TakenUp(ExecutionTakenUp taken, Subject execution, Caller caller, string number) => AuditEvents.Make(
        "EXECUTION_RESUMED", Execute, AuditEvents.Execution, execution.Id, caller, taken.At, AuditMetadata.Of(
            ("execution.event", number),
            ("reason", taken.Reason),
            ("workflow.id", execution.State.WorkflowId)));

    private static AuditEntry CallStarted(NodeStarted call, Subject execution, string number) => AuditEvents.Make(
        "PROVIDER_CALL_STARTED", Execute, AuditEvents.Execution, execution.Id, AuditEvents.Engine, call.At, AuditMetadata.Of(
            ("attempt", call.Attempt),
            ("execution.event", number),
            ("node.id", call.NodeId),
            ("provider_config.id", execution.Provider(call.NodeId)),
            ("workflow.id", execution.State.WorkflowId)));

    private static AuditEntry CallHeld(NodeHeld held, Subject execution, string number) => AuditEvents.Make(
        "PROVIDER_CALL_HELD", Execute, AuditEvents.Execution, execution.Id, AuditEvents.Engine, held.At, AuditMetadata.Of(
            ("attempt", held.Attempt),
            ("cause", held.Cause is HoldCause.CircuitBreaker ? "circuitBreaker" : "limit"),
            ("execution.event", number),
            ("node.id", held.NodeId),
            ("provider_config.id", held.ProviderConfigId),
            ("provider_config.name", held.ProviderName),
            ("workflow.id", execution.State.WorkflowId)));

    private static AuditEntry CallEnded(ExecutionEvent e, string nodeId, CallSummary call, Subject execution, string number)
    {
        var succeeded = call.Outcome is CallOutcome.Success;
        var entry = AuditEvents.Make(
            succeeded ? "PROVIDER_CALL_COMPLETED" : "PROVIDER_CALL_FAILED", Execute, AuditEvents.Execution, execution.Id,
            AuditEvents.Engine, e.At, AuditMetadata.Of(
                ("attempt", call.Attempt),
                ("duration_ms", call.DurationMs),
                ("execution.event", number),
                ("node.id", nodeId),
                ("outcome", Outcome(call.Outcome)),
                ("provider_config.id", execution.Provider(nodeId)),
                ("request.sha256", call.RequestSha256),
                ("response.sha256", call.ResponseSha256),
                ("status_code", call.StatusCode),
                ("workflow.id", execution.State.WorkflowId)));
        return succeeded ? entry : entry with { Result = AuditEvents.Failed };
    }

    private static AuditEntry Ended(ExecutionEvent e, Subject execution, string number) => execution.State.Status is ExecutionStatus.Completed
        ? AuditEvents.Make(
            "EXECUTION_COMPLETED", Execute, AuditEvents.Execution, execution.Id, AuditEvents.Engine, e.At, AuditMetadata.Of(
                ("execution.event", number),
                ("output.sha256", FinalOutput.Of(execution.State) is { } output ? PayloadText.Hash(output) : null),
                ("workflow.id", execution.State.WorkflowId)))
        : AuditEvents.Make(
            "EXECUTION_FAILED", Execute, AuditEvents.Execution, execution.Id, AuditEvents.Engine, e.At, AuditMetadata.Of(
                ("error", execution.State.Failure?.Code ?? ""),
                ("execution.event", number),
                ("workflow.id", execution.State.WorkflowId))) with
        { Result = AuditEvents.Failed };

    private static string Outcome(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Success => "success",
        CallOutcome.Unknown => "unknown",
        CallOutcome.Rejected => "rejected",
        _ => "failed",
    };

    /// <summary>What all events of a commit are about.</summary>
    private readonly record struct Subject(ExecutionState State, string Id, WorkflowPlan Plan)
    {
        public Guid? Provider(string nodeId) => Plan.ById.GetValueOrDefault(nodeId)?.Executor?.ProviderConfigId;
    }
}
