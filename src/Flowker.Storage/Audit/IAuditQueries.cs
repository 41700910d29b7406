namespace Flowker.Storage.Audit;

/// <summary>Reads of the audit trail.</summary>
public interface IAuditQueries
{
    /// <summary>The events of one resource, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<AuditEntry>> ListByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default);
}

/// <summary>One event and its place in its table.</summary>
public sealed record AuditRow(long Id, AuditEntry Entry);
