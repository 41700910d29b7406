using System.Data.Common;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;

namespace Flowker.Storage.Sql;

/// <summary>Workflows and provider configurations, in SQL that both databases understand.</summary>
internal sealed class SqlDefinitionStore(FlowkerDatabase database) : IDefinitionStore
{
    private const string WorkflowColumns = "id, tenant, name, status, version, body, definition_hash, created_at, updated_at, secrets";
    private const string WorkflowColumnsWithoutBodies = "id, tenant, name, status, version, null, definition_hash, created_at, updated_at, null";
    private const string ProviderColumns =
        "id, tenant, name, description, provider_id, status, version, config, metadata, created_at, updated_at";

    private readonly DefinitionTable _table = new(database);

    public Task<SaveOutcome> SaveWorkflowAsync(
        WorkflowRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
            async (connection, transaction, token) =>
            {
                await PinAsync(connection, transaction, row, token).ConfigureAwait(false);
                var sql = expectedVersion == 0
                    ? $"""
                       insert into workflows ({WorkflowColumns})
                       values (@id, @tenant, @name, @status, @version, @body, @hash, @created, @updated, @secrets)
                       """
                    : """
                      update workflows set name = @name, status = @status, version = @version, body = @body,
                          definition_hash = @hash, updated_at = @updated, secrets = @secrets
                      where id = @id and version = @expected
                      """;
                await using var save = connection.Command(sql, transaction)
                    .With("id", row.Id).With("name", row.Name).With("status", row.Status).With("version", row.Version)
                    .With("body", row.Body).With("hash", row.DefinitionHash).With("updated", row.UpdatedAt).With("secrets", row.Secrets);
                DefinitionTable.WithIdentity(save, expectedVersion, row.Tenant, row.CreatedAt);
                return await DefinitionTable.ChangedAsync(save, token).ConfigureAwait(false) is SaveOutcome.Saved
                    ? await WorkflowHoldings.ReplaceAsync(connection, transaction, row, token).ConfigureAwait(false)
                    : SaveOutcome.VersionConflict;
            },
            audit,
            cancellationToken,
            SaveOutcome.ProviderGone);

    public Task<SaveOutcome> DeleteWorkflowAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
            async (connection, transaction, token) =>
            {
                await WorkflowHoldings.RemoveAsync(connection, transaction, id, token).ConfigureAwait(false);
                await using var delete = connection
                    .Command("delete from workflows where id = @id and version = @expected", transaction)
                    .With("id", id).With("expected", expectedVersion);
                return await DefinitionTable.ChangedAsync(delete, token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<WorkflowRow?> GetWorkflowAsync(Guid id, CancellationToken cancellationToken = default) =>
        _table.FirstAsync($"select {WorkflowColumns} from workflows where id = @id", c => c.With("id", id), ReadWorkflow, cancellationToken);

    public Task<IReadOnlyList<WorkflowRow>> ListWorkflowsAsync(DefinitionFilter filter, CancellationToken cancellationToken = default) =>
        _table.ListAsync(
            $"select {(filter.WithoutBodies ? WorkflowColumnsWithoutBodies : WorkflowColumns)} from workflows", filter, ReadWorkflow,
            row => row.Body.Length + row.Secrets.Length, cancellationToken);

    public Task<WebhookRouteRow?> GetWebhookRouteAsync(
        string tenant, string method, string path, CancellationToken cancellationToken = default) =>
        _table.FirstAsync(
            """
            select tenant, method, path, workflow_id, node_id, settings from webhook_routes
            where tenant = @tenant and method = @method and path = @path
            """,
            c => c.With("tenant", tenant).With("method", method).With("path", path),
            r => new WebhookRouteRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetGuid(3), r.GetString(4), r.Bytes(5)),
            cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> CountWorkflowsAsync(string tenant, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyDictionary<string, long>>(
            async (connection, token) =>
            {
                await using var command = connection
                    .Command("select status, count(*) from workflows where tenant = @tenant group by status")
                    .With("tenant", tenant);
                var counts = await command.ListAsync(r => (Status: r.GetString(0), Count: r.GetInt64(1)), token).ConfigureAwait(false);
                return counts.ToDictionary(c => c.Status, c => c.Count, StringComparer.Ordinal);
            },
            cancellationToken);

    public Task<ReadOnlyMemory<byte>?> GetPinnedDefinitionAsync(string hash, CancellationToken cancellationToken = default) =>
        _table.FirstAsync<ReadOnlyMemory<byte>?>(
            "select body from pinned_definitions where hash = @hash", c => c.With("hash", hash), r => r.Bytes(0), cancellationToken);

    public Task<SaveOutcome> SaveProviderConfigurationAsync(
        ProviderConfigurationRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
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
                DefinitionTable.WithIdentity(save, expectedVersion, row.Tenant, row.CreatedAt);
                return await DefinitionTable.ChangedAsync(save, token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    // In PostgreSQL the foreign key makes a deletion wait for an activation under way, and the other way round.
    public Task<SaveOutcome> DeleteProviderConfigurationAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
            async (connection, transaction, token) =>
            {
                await using var users = connection
                    .Command("select count(*) from workflow_providers where provider_id = @id", transaction)
                    .With("id", id);
                if ((long)(await users.ExecuteScalarAsync(token).ConfigureAwait(false))! > 0)
                {
                    return SaveOutcome.InUse;
                }

                await using var delete = connection
                    .Command("delete from provider_configurations where id = @id and version = @expected", transaction)
                    .With("id", id).With("expected", expectedVersion);
                return await DefinitionTable.ChangedAsync(delete, token).ConfigureAwait(false);
            },
            audit,
            cancellationToken,
            SaveOutcome.InUse);

    public Task RecordAsync(IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync((_, _, _) => Task.FromResult(SaveOutcome.Saved), audit, cancellationToken);

    public Task<ProviderConfigurationRow?> GetProviderConfigurationAsync(Guid id, CancellationToken cancellationToken = default) =>
        _table.FirstAsync(
            $"select {ProviderColumns} from provider_configurations where id = @id", c => c.With("id", id), ReadProvider, cancellationToken);

    public Task<IReadOnlyList<ProviderConfigurationRow>> ListProviderConfigurationsAsync(
        DefinitionFilter filter, CancellationToken cancellationToken = default) =>
        _table.ListAsync($"select {ProviderColumns} from provider_configurations", filter, ReadProvider, row => row.Config.Length + row.Metadata.Length, cancellationToken);

    private static async Task PinAsync(DbConnection connection, DbTransaction transaction, WorkflowRow row, CancellationToken token)
    {
        if (row.DefinitionHash is { } hash)
        {
            await using var pin = connection
                .Command("insert into pinned_definitions (hash, body) values (@hash, @body) on conflict do nothing", transaction)
                .With("hash", hash).With("body", row.PinnedBody);
            await pin.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        }
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
        Secrets = row.Bytes(9),
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
