using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>The sealed signing keys, in SQL that both databases understand.</summary>
internal sealed class SqlAuditKeyStore(FlowkerDatabase database) : IAuditKeyStore
{
    public async Task<SealedAuditKey?> GetCurrentAsync(CancellationToken cancellationToken = default) =>
        (await database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection.Command("select number, key_id, sealed from audit_signing_keys order by number desc limit 1");
                return await command.ListAsync(r => new SealedAuditKey(r.GetInt32(0), r.GetString(1), r.GetFieldValue<byte[]>(2)), token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false)) is [var current] ? current : null;

    public Task<bool> AddAsync(SealedAuditKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var command = connection
                    .Command("insert into audit_signing_keys (number, key_id, sealed) values (@number, @id, @sealed) on conflict do nothing", transaction)
                    .With("number", key.Number).With("id", key.KeyId).With("sealed", key.Sealed);
                return (true, await command.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 1);
            },
            cancellationToken);
    }

    public Task BeatAsync(string keyId, CancellationToken cancellationToken = default) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            await using var command = connection
                .Command(
                    """
                    insert into audit_key_beats (key_id, beats) values (@id, 1)
                    on conflict (key_id) do update set beats = audit_key_beats.beats + 1
                    """,
                    transaction)
                .With("id", keyId);
            return (true, await command.ExecuteNonQueryAsync(token).ConfigureAwait(false));
        },
        cancellationToken);

    public Task<long> CountBeatsAsync(string keyId, CancellationToken cancellationToken = default) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command("select coalesce(max(beats), 0) from audit_key_beats where key_id = @id").With("id", keyId);
            return (await command.ListAsync(r => r.GetInt64(0), token).ConfigureAwait(false)).Single();
        },
        cancellationToken);
}
