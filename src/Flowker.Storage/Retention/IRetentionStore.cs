using Flowker.Storage.Audit;

namespace Flowker.Storage.Retention;

/// <summary>Takes out executions that nobody needs any more. The audit trail is never touched.</summary>
public interface IRetentionStore
{
    /// <summary>
    /// Deletes up to <paramref name="limit"/> executions that ended before <paramref name="before"/>, oldest first, with their
    /// events and keys, and writes for each what <paramref name="audit"/> makes of its id: all in one transaction. Answers how
    /// many there were.
    /// </summary>
    Task<int> DeleteEndedAsync(
        string tenant, DateTimeOffset before, int limit, Func<Guid, AuditEntry> audit, CancellationToken cancellationToken = default);
}
