using System.Data.Common;
using Flowker.Storage.Access;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;

namespace Flowker.Storage.Sql;

/// <summary>API keys, in SQL that both databases understand.</summary>
internal sealed class SqlApiKeyStore(FlowkerDatabase database) : IApiKeyStore
{
    private const string Columns = "id, tenant, name, role, salt, hash, created_by, created_at, expires_at, revoked_at";

    private readonly DefinitionTable _table = new(database);

    public Task<SaveOutcome> AddAsync(ApiKeyRow row, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
            async (connection, transaction, token) =>
            {
                await using var add = connection
                    .Command(
                        $"""
                         insert into api_keys ({Columns})
                         values (@id, @tenant, @name, @role, @salt, @hash, @by, @created, @expires, null)
                         """,
                        transaction)
                    .With("id", row.Id).With("tenant", row.Tenant).With("name", row.Name).With("role", row.Role)
                    .With("salt", row.Salt).With("hash", row.Hash).With("by", row.CreatedBy).With("created", row.CreatedAt)
                    .With("expires", row.ExpiresAt);
                return await DefinitionTable.ChangedAsync(add, token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<SaveOutcome> RevokeAsync(
        Guid id, DateTimeOffset at, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        _table.SaveAsync(
            async (connection, transaction, token) =>
            {
                await using var revoke = connection
                    .Command("update api_keys set revoked_at = @at where id = @id and revoked_at is null", transaction)
                    .With("id", id).With("at", at);
                return await DefinitionTable.ChangedAsync(revoke, token).ConfigureAwait(false);
            },
            audit,
            cancellationToken);

    public Task<ApiKeyRow?> GetAsync(Guid id, CancellationToken cancellationToken = default) =>
        _table.FirstAsync($"select {Columns} from api_keys where id = @id", c => c.With("id", id), Read, cancellationToken);

    public Task<IReadOnlyList<ApiKeyRow>> ListAsync(
        string tenant, DateTimeOffset? beforeTime, Guid? beforeId, int limit, CancellationToken cancellationToken = default) =>
        _table.ListAsync(
            $"select {Columns} from api_keys",
            new DefinitionFilter { Tenant = tenant, Limit = limit, AfterId = beforeId, AfterTime = beforeTime },
            Read,
            _ => 0,
            cancellationToken);

    private static ApiKeyRow Read(DbDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Tenant = row.GetString(1),
        Name = row.GetString(2),
        Role = row.GetString(3),
        Salt = row.Bytes(4),
        Hash = row.Bytes(5),
        CreatedBy = row.GetString(6),
        CreatedAt = row.Time(7),
        ExpiresAt = row.TimeOrNull(8),
        RevokedAt = row.TimeOrNull(9),
    };
}
