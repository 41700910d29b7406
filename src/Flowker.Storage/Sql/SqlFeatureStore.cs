using Flowker.Storage.Audit;
using Flowker.Storage.Features;

namespace Flowker.Storage.Sql;

/// <summary>The switches of features, in SQL that both databases understand.</summary>
internal sealed class SqlFeatureStore(FlowkerDatabase database) : IFeatureStore
{
    public Task<IReadOnlyList<FeatureRow>> ListAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<FeatureRow>>(
            async (connection, token) =>
            {
                await using var command = connection.Command("select name, switched_on_at, switched_on_by from flowker_features order by name");
                return await command.ListAsync(r => new FeatureRow(r.GetString(0), r.Time(1), r.GetString(2)), token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<bool> SwitchOnAsync(
        FeatureRow feature, bool shutsOutOlder, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var add = connection
                    .Command("insert into flowker_features (name, switched_on_at, switched_on_by) values (@name, @at, @by) on conflict do nothing", transaction)
                    .With("name", feature.Name).With("at", feature.SwitchedOnAt).With("by", feature.SwitchedOnBy);
                if (await add.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 0)
                {
                    return (false, false);
                }

                if (shutsOutOlder)
                {
                    await using var raise = connection.Command(database.ShutOutOlder, transaction);
                    await raise.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                }

                await AuditRows.AddAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return (true, true);
            },
            cancellationToken);

    public Task<IReadOnlyList<SiloFeatures>> ListSilosAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<SiloFeatures>>(
            async (connection, token) =>
            {
                await using var command = connection.Command("select silo, features, holds, written_at from flowker_silo_features order by silo");
                return await command.ListAsync(
                    r => new SiloFeatures(
                        r.GetString(0), r.GetString(1).Split(',', StringSplitOptions.RemoveEmptyEntries), r.GetBoolean(2), r.Time(3)),
                    token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task AnnounceAsync(SiloFeatures silo, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var write = connection
                    .Command(
                        """
                        insert into flowker_silo_features (silo, features, holds, written_at) values (@silo, @features, @holds, @at)
                        on conflict (silo) do update set features = excluded.features, holds = excluded.holds, written_at = excluded.written_at
                        """,
                        transaction)
                    .With("silo", silo.Silo).With("features", string.Join(',', silo.Features)).With("holds", silo.Holds).With("at", silo.WrittenAt);
                return (true, await write.ExecuteNonQueryAsync(token).ConfigureAwait(false));
            },
            cancellationToken);

    public Task ForgetAsync(IReadOnlyCollection<string> silos, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                foreach (var silo in silos)
                {
                    await using var delete = connection.Command("delete from flowker_silo_features where silo = @silo", transaction).With("silo", silo);
                    await delete.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                }

                return (true, silos.Count);
            },
            cancellationToken);
}
