using Flowker.Storage.Audit;

namespace Flowker.Storage.Journal;

/// <summary>
/// The one commit path of executions. Commits that wait at the same time are written in one transaction; each is accepted
/// or refused alone. Source: <c>design.md</c>, "One commit path".
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Completes when the commit is durable, or refused. Repeating a commit with the same <see cref="ExecutionCommit.CommitId"/>
    /// that was already written answers <see cref="AppendOutcome.Committed"/>. Throws <see cref="StorageUnavailableException"/>
    /// when the database cannot be reached or the outcome stayed unknown; the caller must then read before it goes on.
    /// </summary>
    Task<AppendResult> AppendAsync(ExecutionCommit commit, CancellationToken cancellationToken = default);

    /// <summary>All commits of an execution in order of version; empty when it does not exist.</summary>
    Task<IReadOnlyList<JournalEntry>> ReadAsync(Guid executionId, CancellationToken cancellationToken = default);
}

/// <summary>The rows of one atomic change of one execution.</summary>
public sealed record ExecutionCommit
{
    public required Guid ExecutionId { get; init; }

    /// <summary>Names this commit, so that repeating it after a lost answer is harmless.</summary>
    public required Guid CommitId { get; init; }

    /// <summary>The version that the execution has before this commit; 0 for a start. The commit makes it one more.</summary>
    public required int ExpectedVersion { get; init; }

    /// <summary>The events of this commit, encoded by the engine; opaque here.</summary>
    public required ReadOnlyMemory<byte> Events { get; init; }

    /// <summary>The summary columns as they are after this commit.</summary>
    public required ExecutionSummary Summary { get; init; }

    /// <summary>Present exactly when <see cref="ExpectedVersion"/> is 0.</summary>
    public ExecutionStart? Start { get; init; }

    public IReadOnlyList<AuditEntry> Audit { get; init; } = [];
}

/// <summary>What a start alone fixes.</summary>
public sealed record ExecutionStart
{
    public required string Tenant { get; init; }

    /// <summary>Null for a start without a key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 over the workflow id and the canonical input. Source: <c>spec/decisions.md</c>, "Same key, different request".</summary>
    public required ReadOnlyMemory<byte> Fingerprint { get; init; }

    public required Guid WorkflowId { get; init; }

    public required string DefinitionHash { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required int TotalSteps { get; init; }
}

/// <summary>The columns of an execution that lists, sweeps and dashboards read.</summary>
public sealed record ExecutionSummary
{
    /// <summary><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    public required int CurrentStep { get; init; }

    /// <summary>Steps that will not run, because no way leads to them any more.</summary>
    public int SkippedSteps { get; init; }

    /// <summary>Nodes that failed and whose error edge was taken.</summary>
    public int HandledFailures { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? FailedNodeId { get; init; }

    /// <summary>A JSON text: on what the execution waits, since when and until when; null while it does not.</summary>
    public string? WaitingOn { get; init; }

    /// <summary>The silo that drives it; null when it has ended or nobody does.</summary>
    public string? Owner { get; init; }

    /// <summary>When a wait ends; null while there is none.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

public enum AppendOutcome
{
    Committed,

    /// <summary>The execution is at another version, or already exists: another activation went on, and this one must stop.</summary>
    VersionConflict,

    /// <summary>A start whose key belongs to another execution: <see cref="AppendResult.KeyHolder"/>.</summary>
    KeyTaken,
}

/// <summary>How an append ended.</summary>
public readonly record struct AppendResult(AppendOutcome Outcome, KeyHolder? KeyHolder = null);

/// <summary>The execution to which an idempotency key belongs.</summary>
public sealed record KeyHolder(Guid ExecutionId, Guid WorkflowId, ReadOnlyMemory<byte> Fingerprint, string Status, DateTimeOffset StartedAt);

/// <summary>One commit as it was stored.</summary>
public sealed record JournalEntry(int Version, Guid CommitId, ReadOnlyMemory<byte> Events);
