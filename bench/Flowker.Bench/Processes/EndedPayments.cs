using Flowker.Storage.Audit;
using Flowker.Storage.Journal;

namespace Flowker.Bench.Processes;

/// <summary>Payments that have ended, as the journal takes them.</summary>
internal static class EndedPayments
{
    private const int Steps = 4;

    /// <summary>One commit that holds a whole execution.</summary>
    public static ExecutionCommit Commit(Guid execution, ReadOnlyMemory<byte> events, Guid workflow, DateTimeOffset at) => new()
    {
        ExecutionId = execution,
        CommitId = Guid.CreateVersion7(),
        ExpectedVersion = 0,
        Events = events,
        Summary = new ExecutionSummary { Status = "completed", CurrentStep = Steps, CompletedAt = at },
        Start = Start(execution, workflow, at),
        Audit = [Audit(execution, "EXECUTION_STARTED"), Audit(execution, "EXECUTION_COMPLETED")],
    };

    public static ExecutionStart Start(Guid execution, Guid workflow, DateTimeOffset at) => new()
    {
        Tenant = "default",
        IdempotencyKey = execution.ToString(),
        Fingerprint = new byte[32],
        WorkflowId = workflow,
        DefinitionHash = new string('0', 64),
        StartedAt = at,
        TotalSteps = Steps,
    };

    private static AuditEntry Audit(Guid execution, string type) => new()
    {
        EventId = Guid.CreateVersion7(),
        EventType = type,
        Action = "EXECUTE",
        Result = "SUCCESS",
        ResourceType = "execution",
        ResourceId = execution.ToString(),
        Actor = new AuditActor("system", "bench", "127.0.0.1"),
        At = DateTimeOffset.UtcNow,
        Metadata = $$"""{"workflow.id":"{{execution}}"}""",
        Context = "{}",
    };
}
