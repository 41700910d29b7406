using System.Data.Common;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;

namespace Flowker.Storage.Sql;

/// <summary>What all tables of definitions have in common: a change with its audit events, one row, a page of rows.</summary>
internal sealed class DefinitionTable(FlowkerDatabase database)
{
    /// <summary>
    /// Runs the change and writes its audit events in one transaction, which is committed when the change answers
    /// <see cref="SaveOutcome.Saved"/>. <paramref name="onBrokenReference"/> is the outcome of a foreign key that does not hold.
    /// </summary>
    public async Task<SaveOutcome> SaveAsync(
        Func<DbConnection, DbTransaction, CancellationToken, Task<SaveOutcome>> change,
        IReadOnlyList<AuditEntry> audit,
        CancellationToken cancellationToken,
        SaveOutcome onBrokenReference = SaveOutcome.VersionConflict)
    {
        try
        {
            return await database.WriteAsync(
                async (connection, transaction, token) =>
                {
                    var outcome = await change(connection, transaction, token).ConfigureAwait(false);
                    if (outcome is not SaveOutcome.Saved)
                    {
                        return (false, outcome);
                    }

                    await AuditRows.AddAsync(connection, transaction, audit, token).ConfigureAwait(false);
                    return (true, SaveOutcome.Saved);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DbException failure) when (database.IsBrokenReference(failure))
        {
            return onBrokenReference;
        }
        catch (DbException failure) when (database.IsUniqueViolation(failure))
        {
            // Both drivers name the rule that was broken: the id, the name, or a route.
            return failure.Message.Contains("webhook_routes", StringComparison.Ordinal) ? SaveOutcome.RouteTaken
                : failure.Message.Contains("name", StringComparison.Ordinal) ? SaveOutcome.NameTaken
                : SaveOutcome.VersionConflict;
        }
    }

    /// <summary>Saved when the command changed a row.</summary>
    public static async Task<SaveOutcome> ChangedAsync(DbCommand command, CancellationToken cancellationToken) =>
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 0
            ? SaveOutcome.VersionConflict
            : SaveOutcome.Saved;

    // Only what the statement names: a parameter too many is an error in one database and not in the other.
    public static DbCommand WithIdentity(DbCommand save, int expectedVersion, string tenant, DateTimeOffset createdAt) =>
        expectedVersion == 0 ? save.With("tenant", tenant).With("created", createdAt) : save.With("expected", expectedVersion);

    public Task<T?> FirstAsync<T>(
        string sql, Func<DbCommand, DbCommand> bind, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = bind(connection.Command(sql));
                return (await command.ListAsync(read, token).ConfigureAwait(false)).FirstOrDefault();
            },
            cancellationToken);

    public Task<IReadOnlyList<T>> ListAsync<T>(
        string select, DefinitionFilter filter, Func<DbDataReader, T> read, Func<T, long> size, CancellationToken cancellationToken)
    {
        var (column, after) = filter.Sort switch
        {
            DefinitionSort.UpdatedAt => ("updated_at", (object?)filter.AfterTime),
            DefinitionSort.Name => ("name", filter.AfterName),
            _ => ("created_at", filter.AfterTime),
        };
        var (order, beyond) = filter.Ascending ? ("asc", ">") : ("desc", "<");
        var sql = $"{select} where tenant = @tenant"
            + (filter.Status is null ? "" : " and status = @status")
            + (filter.ProviderId is null ? "" : " and provider_id = @provider")
            + (filter.AfterId is null ? "" : $" and ({column}, id) {beyond} (@after, @afterId)")
            + $" order by {column} {order}, id {order} limit @limit";
        return database.ReadAsync<IReadOnlyList<T>>(
            async (connection, token) =>
            {
                await using var command = connection.Command(sql).With("tenant", filter.Tenant).With("limit", filter.Limit);
                if (filter.Status is { } status)
                {
                    command.With("status", status);
                }

                if (filter.ProviderId is { } provider)
                {
                    command.With("provider", provider);
                }

                if (filter.AfterId is { } id)
                {
                    command.With("after", after).With("afterId", id);
                }

                return await ReadAsync(command, read, size, filter.MaxBytes, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private static async Task<List<T>> ReadAsync<T>(
        DbCommand command, Func<DbDataReader, T> read, Func<T, long> size, long most, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        List<T> rows = [];
        var bytes = 0L;
        // Two at least: the second tells that there are more than the first.
        while ((rows.Count < 2 || bytes <= most) && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
            bytes += size(rows[^1]);
        }

        return rows;
    }
}
