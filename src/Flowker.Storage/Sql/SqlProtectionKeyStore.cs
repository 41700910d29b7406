using Flowker.Storage.Access;

namespace Flowker.Storage.Sql;

/// <summary>The key ring, in SQL that both databases understand.</summary>
internal sealed class SqlProtectionKeyStore(FlowkerDatabase database) : IProtectionKeyStore
{
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<string>>(
            async (connection, token) =>
            {
                await using var command = connection.Command("select xml from protection_keys order by id");
                return await command.ListAsync(r => r.GetString(0), token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task AddAsync(string id, string xml, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var command = connection
                    .Command("insert into protection_keys (id, xml) values (@id, @xml) on conflict do nothing", transaction)
                    .With("id", id).With("xml", xml);
                return (true, await command.ExecuteNonQueryAsync(token).ConfigureAwait(false));
            },
            cancellationToken);
}
