using System.Data.Common;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;

namespace Flowker.Storage.Sql;

/// <summary>Executor configurations, in SQL that both databases understand.</summary>
internal sealed class SqlExecutorConfigurationStore(FlowkerDatabase database) : IExecutorConfigurationStore
{
    private const string Columns = "id, tenant, name, status, version, body, last_tested_at, created_at, updated_at";

    private readonly DefinitionTable _table = new(database);

    public Task<SaveOutcome> SaveAsync(
        ExecutorConfigurationRow row, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
            async (connection, transaction, token) =>
            {
                var sql = expectedVersion == 0
                    ? $"""
                       insert into executor_configurations ({Columns})
                       values (@id, @tenant, @name, @status, @version, @body, @tested, @created, @updated)
                       """
                    : """
                      update executor_configurations set name = @name, status = @status, version = @version, body = @body,
                          last_tested_at = @tested, updated_at = @updated
                      where id = @id and version = @expected
                      """;
                await using var save = connection.Command(sql, transaction)
                    .With("id", row.Id).With("name", row.Name).With("status", row.Status).With("version", row.Version)
                    .With("body", row.Body).With("tested", row.LastTestedAt).With("updated", row.UpdatedAt);
                DefinitionTable.WithIdentity(save, expectedVersion, row.Tenant, row.CreatedAt);
                return await DefinitionTable.ChangedAsync(save, token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<SaveOutcome> DeleteAsync(
        Guid id, int expectedVersion, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
            async (connection, transaction, token) =>
            {
                await using var delete = connection
                    .Command("delete from executor_configurations where id = @id and version = @expected", transaction)
                    .With("id", id).With("expected", expectedVersion);
                return await DefinitionTable.ChangedAsync(delete, token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<ExecutorConfigurationRow?> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        _table.FirstAsync($"select {Columns} from executor_configurations where id = @id", c => c.With("id", id), Read, cancellationToken);

    public Task<IReadOnlyList<ExecutorConfigurationRow>> ListAsync(
        DefinitionFilter filter, CancellationToken cancellationToken = default) =>
        _table.ListAsync($"select {Columns} from executor_configurations", filter, Read, row => row.Body.Length, cancellationToken);

    private static ExecutorConfigurationRow Read(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Tenant = row.GetString(1),
        Name = row.GetString(2),
        Status = row.GetString(3),
        Version = row.GetInt32(4),
        Body = row.Bytes(5),
        LastTestedAt = row.TimeOrNull(6),
        CreatedAt = row.Time(7),
        UpdatedAt = row.Time(8),
    };
}
