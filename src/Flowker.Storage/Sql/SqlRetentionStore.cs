using System.Data.Common;
using System.Globalization;
using Flowker.Storage.Audit;
using Flowker.Storage.Retention;

namespace Flowker.Storage.Sql;

/// <summary>Deletes executions, in SQL that both databases understand.</summary>
internal sealed class SqlRetentionStore(FlowkerDatabase database) : IRetentionStore
{
    public Task<int> DeleteEndedAsync(
        string tenant, DateTimeOffset before, int limit, Func<Guid, AuditEntry> audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var pick = connection.Command(
                    $"""
                    select id from executions where tenant = @tenant and completed_at < @before
                    order by completed_at, id limit @limit {database.ClaimLock}
                    """,
                    transaction).With("tenant", tenant).With("before", before).With("limit", limit);
                var ids = await pick.ListAsync(r => r.GetGuid(0), token).ConfigureAwait(false);
                if (ids.Count > 0)
                {
                    await DeleteAsync(connection, transaction, ids, token).ConfigureAwait(false);
                    await AuditRows.AddAsync(connection, transaction, [.. ids.Select(audit)], token).ConfigureAwait(false);
                }

                return (ids.Count > 0, ids.Count);
            },
            cancellationToken);
    }

    // By the keys of the tables' indexes: the key of an execution is found through its own row, which therefore goes last.
    private static async Task DeleteAsync(DbConnection connection, DbTransaction transaction, List<Guid> ids, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", ids.Select((_, i) => Name("@id", i)));
        string[] statements =
        [
            $"delete from execution_journal where execution_id in ({names})",
            $"delete from execution_claims where execution_id in ({names})",
            $"""
            delete from idempotency_keys where (tenant, key) in (
                select tenant, idempotency_key from executions where id in ({names}) and idempotency_key is not null)
            """,
            $"delete from executions where id in ({names})",
        ];
        foreach (var statement in statements)
        {
            await using var command = connection.Command(statement, transaction);
            for (var i = 0; i < ids.Count; i++)
            {
                command.With(Name("id", i), ids[i]);
            }

            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Name(string prefix, int i) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}");
}
