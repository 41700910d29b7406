using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>Writes single events, in SQL that both databases understand.</summary>
internal sealed class SqlAuditLog(FlowkerDatabase database) : IAuditLog
{
    public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken = default) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            await AuditRows.AddAsync(connection, transaction, [entry], token).ConfigureAwait(false);
            return (true, true);
        },
        cancellationToken);
}
