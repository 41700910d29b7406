using System.Data.Common;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;

namespace Flowker.Storage.Sql;

/// <summary>Workflows and provider configurations, in SQL that both databases understand.</summary>
internal sealed class SqlDefinitionStore(FlowkerDatabase database) : IDefinitionStore
{
    private const string WorkflowColumns = "id, tenant, name, status, version, body, definition_hash, created_at, updated_at";
    private const string ProviderColumns =
        "id, tenant, name, description, provider_id, status, version, config, metadata, created_at, updated_at";

    public Task<SaveOutcome> SaveWorkflowAsync(
        WorkflowRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        SaveAsync(
            async (connection, transaction, token) =>
            {
                if (row.DefinitionHash is { } hash)
                {
                    await using var pin = connection
                        .Command("insert into pinned_definitions (hash, body) values (@hash, @body) on conflict do nothing", transaction)
                        .With("hash", hash).With("body", row.PinnedBody);
                    await pin.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                }

                var sql = expectedVersion == 0
                    ? $"""
                       insert into workflows ({WorkflowColumns})
                       values (@id, @tenant, @name, @status, @version, @body, @hash, @created, @updated)
                       """
                    : """
                      update workflows set name = @name, status = @status, version = @version, body = @body,
                          definition_hash = @hash, updated_at = @updated
                      where id = @id and version = @expected
                      """;
                await using var save = connection.Command(sql, transaction)
                    .With("id", row.Id).With("name", row.Name).With("status", row.Status).With("version", row.Version)
                    .With("body", row.Body).With("hash", row.DefinitionHash).With("updated", row.UpdatedAt);
                AddIdentity(save, expectedVersion, row.Tenant, row.CreatedAt);
                return await save.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<SaveOutcome> DeleteWorkflowAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        SaveAsync(
            async (connection, transaction, token) =>
            {
                await using var delete = connection
                    .Command("delete from workflows where id = @id and version = @expected", transaction)
                    .With("id", id).With("expected", expectedVersion);
                return await delete.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<WorkflowRow?> GetWorkflowAsync(Guid id, CancellationToken cancellationToken = default) =>
        FirstAsync($"select {WorkflowColumns} from workflows where id = @id", "id", id, ReadWorkflow, cancellationToken);

    public Task<IReadOnlyList<WorkflowRow>> ListWorkflowsAsync(DefinitionFilter filter, CancellationToken cancellationToken = default) =>
        ListAsync($"select {WorkflowColumns} from workflows", filter, ReadWorkflow, cancellationToken);

    public Task<ReadOnlyMemory<byte>?> GetPinnedDefinitionAsync(string hash, CancellationToken cancellationToken = default) =>
        FirstAsync<ReadOnlyMemory<byte>?>(
            "select body from pinned_definitions where hash = @hash", "hash", hash, r => r.Bytes(0), cancellationToken);

    public Task<SaveOutcome> SaveProviderConfigurationAsync(
        ProviderConfigurationRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        SaveAsync(
            async (connection, transaction, token) =>
            {
                var sql = expectedVersion == 0
                    ? $"""
                       insert into provider_configurations ({ProviderColumns})
                       values (@id, @tenant, @name, @description, @provider, @status, @version, @config, @metadata, @created, @updated)
                       """
                    : """
                      update provider_configurations set name = @name, description = @description, provider_id = @provider,
                          status = @status, version = @version, config = @config, metadata = @metadata, updated_at = @updated
                      where id = @id and version = @expected
                      """;
                await using var save = connection.Command(sql, transaction)
                    .With("id", row.Id).With("name", row.Name).With("description", row.Description).With("provider", row.ProviderId)
                    .With("status", row.Status).With("version", row.Version).With("config", row.Config)
                    .With("metadata", row.Metadata).With("updated", row.UpdatedAt);
                AddIdentity(save, expectedVersion, row.Tenant, row.CreatedAt);
                return await save.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<ProviderConfigurationRow?> GetProviderConfigurationAsync(Guid id, CancellationToken cancellationToken = default) =>
        FirstAsync($"select {ProviderColumns} from provider_configurations where id = @id", "id", id, ReadProvider, cancellationToken);

    public Task<IReadOnlyList<ProviderConfigurationRow>> ListProviderConfigurationsAsync(
        DefinitionFilter filter, CancellationToken cancellationToken = default) =>
        ListAsync($"select {ProviderColumns} from provider_configurations", filter, ReadProvider, cancellationToken);

    // Only what the statement names: a parameter too many is an error in one database and not in the other.
    private static void AddIdentity(DbCommand save, int expectedVersion, string tenant, DateTimeOffset createdAt)
    {
        if (expectedVersion == 0)
        {
            save.With("tenant", tenant).With("created", createdAt);
        }
        else
        {
            save.With("expected", expectedVersion);
        }
    }

    private async Task<SaveOutcome> SaveAsync(
        Func<DbConnection, DbTransaction, CancellationToken, Task<int>> save,
        IReadOnlyList<AuditEntry> audit,
        CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync(
                async (connection, transaction, token) =>
                {
                    if (await save(connection, transaction, token).ConfigureAwait(false) == 0)
                    {
                        return (false, SaveOutcome.VersionConflict);
                    }

                    await AuditRows.AddAsync(connection, transaction, audit, token).ConfigureAwait(false);
                    return (true, SaveOutcome.Saved);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DbException failure) when (database.IsUniqueViolation(failure))
        {
            // Each table has two unique rules, its id and its name; both drivers name the one that was broken.
            return failure.Message.Contains("name", StringComparison.Ordinal) ? SaveOutcome.NameTaken : SaveOutcome.VersionConflict;
        }
    }

    private Task<T?> FirstAsync<T>(
        string sql, string name, object value, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection.Command(sql).With(name, value);
                return (await command.ListAsync(read, token).ConfigureAwait(false)).FirstOrDefault();
            },
            cancellationToken);

    private Task<IReadOnlyList<T>> ListAsync<T>(
        string select, DefinitionFilter filter, Func<DbDataReader, T> read, CancellationToken cancellationToken)
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

                return await command.ListAsync(read, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private static WorkflowRow ReadWorkflow(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Tenant = row.GetString(1),
        Name = row.GetString(2),
        Status = row.GetString(3),
        Version = row.GetInt32(4),
        Body = row.Bytes(5),
        DefinitionHash = row.Text(6),
        CreatedAt = row.Time(7),
        UpdatedAt = row.Time(8),
    };

    private static ProviderConfigurationRow ReadProvider(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Tenant = row.GetString(1),
        Name = row.GetString(2),
        Description = row.Text(3),
        ProviderId = row.GetString(4),
        Status = row.GetString(5),
        Version = row.GetInt32(6),
        Config = row.Bytes(7),
        Metadata = row.Bytes(8),
        CreatedAt = row.Time(9),
        UpdatedAt = row.Time(10),
    };
}
