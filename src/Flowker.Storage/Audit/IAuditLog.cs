namespace Flowker.Storage.Audit;

/// <summary>Events that tell of no change, and so have no transaction of a change to be written in.</summary>
public interface IAuditLog
{
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken = default);
}
