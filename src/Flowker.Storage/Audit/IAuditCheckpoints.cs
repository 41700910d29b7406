namespace Flowker.Storage.Audit;

/// <summary>The signed checkpoints of the chain, how far they were published, and what may be removed.</summary>
public interface IAuditCheckpoints
{
    /// <summary>False when there already is one that begins or ends there.</summary>
    Task<bool> AddAsync(CheckpointRow checkpoint, CancellationToken cancellationToken = default);

    Task<CheckpointRow?> GetLastAsync(CancellationToken cancellationToken = default);

    /// <summary>Those that end behind a sequence, in order.</summary>
    Task<IReadOnlyList<CheckpointRow>> ListAsync(long afterSequence, int limit, CancellationToken cancellationToken = default);

    /// <summary>Up to where a place outside has been told; 0 for nothing yet.</summary>
    Task<long> GetPublishedAsync(string target, CancellationToken cancellationToken = default);

    Task SetPublishedAsync(string target, long sequence, CancellationToken cancellationToken = default);

    /// <summary>
    /// Allows the removal of events up to a sequence, in one transaction with the audit event that says so. False when the same
    /// or more is allowed already.
    /// </summary>
    Task<bool> AllowRemovalAsync(long throughSequence, AuditEntry record, CancellationToken cancellationToken = default);

    /// <summary>Up to where removal is allowed; 0 for nowhere.</summary>
    Task<long> GetRemovableAsync(CancellationToken cancellationToken = default);
}

/// <summary>One checkpoint; <see cref="Body"/> is the signed JSON.</summary>
public sealed record CheckpointRow(long FirstSequence, long LastSequence, string Body);
