using Flowker.Engine.Executions;
using Flowker.Grains.Audit;
using Flowker.Grains.Interfaces;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Executions;

/// <summary>The audit events of an execution's life. Source: <c>spec/reference-api.md</c>, 9.2.</summary>
internal static class ExecutionAudit
{
    public static AuditEntry Started(ExecutionStarted started, Caller caller) => AuditEvents.Make(
        "EXECUTION_STARTED", "EXECUTE", AuditEvents.Execution, started.ExecutionId, caller, started.At,
        ("workflow.id", started.WorkflowId.ToString()));

    public static AuditEntry Ended(ExecutionState state) => state.Status is ExecutionStatus.Completed
        ? AuditEvents.Make(
            "EXECUTION_COMPLETED", "EXECUTE", AuditEvents.Execution, state.ExecutionId, AuditEvents.Engine, state.LastEventAt,
            ("workflow.id", state.WorkflowId.ToString()))
        : AuditEvents.Make(
            "EXECUTION_FAILED", "EXECUTE", AuditEvents.Execution, state.ExecutionId, AuditEvents.Engine, state.LastEventAt,
            ("workflow.id", state.WorkflowId.ToString()), ("error", state.Failure?.Code ?? "")) with
        { Result = "FAILED" };
}
