namespace Flowker.Storage.Audit;

/// <summary>Reads of the audit trail.</summary>
public interface IAuditQueries
{
    /// <summary>The events of one resource, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<AuditEntry>> ListByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default);
}
