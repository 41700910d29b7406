using System.Text;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;
using Flowker.Storage.Journal;

namespace Flowker.Storage.Tests;

/// <summary>Rows as a caller makes them.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Guid Workflow = new("018f0000-0000-7000-8000-0000000000aa");

    public static ExecutionCommit Start(Guid? id = null, string? key = null, DateTimeOffset? at = null, string owner = "silo-1", string status = "running") => new()
    {
        ExecutionId = id ?? Guid.CreateVersion7(),
        CommitId = Guid.NewGuid(),
        ExpectedVersion = 0,
        Events = Encoding.UTF8.GetBytes("""[{"e":"started"}]"""),
        Summary = new ExecutionSummary { Status = status, CurrentStep = 0, Owner = owner },
        Start = new ExecutionStart
        {
            Tenant = "default",
            IdempotencyKey = key,
            Fingerprint = new byte[] { 1, 2, 3 },
            WorkflowId = Workflow,
            DefinitionHash = "hash",
            StartedAt = at ?? Noon,
            TotalSteps = 3,
        },
    };

    public static ExecutionCommit Next(this ExecutionCommit commit, Func<ExecutionSummary, ExecutionSummary>? summary = null) => commit with
    {
        CommitId = Guid.NewGuid(),
        ExpectedVersion = commit.ExpectedVersion + 1,
        Start = null,
        Audit = [],
        Summary = (summary ?? (s => s with { CurrentStep = s.CurrentStep + 1 }))(commit.Summary),
    };

    public static AuditEntry Audit(string resourceId, string type = "EXECUTION_STARTED") => new()
    {
        EventId = Guid.NewGuid(),
        EventType = type,
        Action = "EXECUTE",
        Result = "SUCCESS",
        ResourceType = "execution",
        ResourceId = resourceId,
        Actor = new AuditActor("api_key", "ops \"quoted\" \u0000 😀", "127.0.0.1"),
        At = Noon,
        Metadata = """{"workflow.id":"x"}""",
    };

    public static WorkflowRow WorkflowRow(string name, DateTimeOffset? at = null) => new()
    {
        Id = Guid.NewGuid(),
        Tenant = "default",
        Name = name,
        Status = "draft",
        Version = 1,
        Body = "{}"u8.ToArray(),
        CreatedAt = at ?? Noon,
        UpdatedAt = at ?? Noon,
    };

    public static ProviderConfigurationRow Provider(string name, string provider = "http") => new()
    {
        Id = Guid.NewGuid(),
        Tenant = "default",
        Name = name,
        ProviderId = provider,
        Status = "active",
        Version = 1,
        Config = "{}"u8.ToArray(),
        CreatedAt = Noon,
        UpdatedAt = Noon,
    };
}
