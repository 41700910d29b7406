using System.Data.Common;
using System.Globalization;
using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>The chain beside the audit events, in SQL that both databases understand.</summary>
internal sealed class SqlAuditChain(FlowkerDatabase database) : IAuditChain
{
    private const int LagLimit = 100_000;

    // Nobody takes a lease for so long: the database's clock was set back since, and the lease would last until it has caught up.
    private const double NoLeaseSeconds = 60;

    /// <summary>
    /// Each event is looked up. Of a join the database would make a plan that reads all of the chain, whatever its length: what it
    /// knows of a table that grows by thousands of rows a second is always old.
    /// </summary>
    internal const string SelectUnchained = $"{Select} where e.id > @after and {Unchained} order by e.id limit @limit";

    internal const string SelectLag =
        $"""
         select count(*), min(at) from (
             select e.at from audit_events e
             where e.id > (select settled from audit_chain_head) and {Unchained}
             order by e.id limit @limit) as waiting
         """;

    private const string Select = $"select e.id, {AuditRows.Columns} from audit_events e";
    private const string Unchained = "(select c.id from audit_chain c where c.id = e.id) is null";
    private const string Head = "chain, seq, hash, settled";

    public Task<ChainHead?> TryLeadAsync(string owner, TimeSpan duration, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var command = connection.Command(
                    $"""
                     update audit_chain_head set owner = @owner, lease_until = {database.NowPlus("@seconds")}
                     where owner = @owner or lease_until <= {database.Now} or lease_until > {database.NowPlus("@longest")} returning {Head}
                     """,
                    transaction)
                    .With("owner", owner).With("seconds", duration.TotalSeconds).With("longest", NoLeaseSeconds);
                var head = (await command.ListAsync(ReadHead, token).ConfigureAwait(false)).FirstOrDefault();
                return (head is not null, head);
            },
            cancellationToken);

    public Task<ChainHead> ReadHeadAsync(CancellationToken cancellationToken = default) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command($"select {Head} from audit_chain_head");
            return (await command.ListAsync(ReadHead, token).ConfigureAwait(false)).Single();
        },
        cancellationToken);

    public Task<IReadOnlySet<string>> WritersAsync(CancellationToken cancellationToken = default) =>
        database.AuditWritersAsync(cancellationToken);

    public Task<IReadOnlyList<AuditRow>> ReadUnchainedAsync(long afterId, int limit, CancellationToken cancellationToken = default) =>
        ReadEventsAsync(SelectUnchained, c => c.With("after", afterId).With("limit", limit), cancellationToken);

    public Task<IReadOnlyList<AuditRow>> ReadEventsAsync(long afterId, int limit, CancellationToken cancellationToken = default) =>
        ReadEventsAsync(
            $"{Select} where e.id > @after order by e.id limit @limit", c => c.With("after", afterId).With("limit", limit), cancellationToken);

    public Task<IReadOnlyList<AuditRow>> ReadEventsAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) =>
        ReadEventsAsync(
            $"{Select} where {database.IsAmong("e.id", "@ids")} order by e.id",
            c => c.With("ids", string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))),
            cancellationToken);

    public Task<long> ReadLastIdAsync(CancellationToken cancellationToken = default) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command("select coalesce(max(id), 0) from audit_chain");
            return (long)(await command.ExecuteScalarAsync(token).ConfigureAwait(false))!;
        },
        cancellationToken);

    public Task<bool> AppendAsync(ChainAppend append, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(append);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var move = connection.Command(
                    $"""
                     update audit_chain_head set seq = @seq, hash = coalesce(@hash, hash), settled = @settled, owner = @owner
                     where seq = @expected and settled = @expectedSettled and (owner = @owner or lease_until <= {database.Now})
                     """,
                    transaction)
                    .With("seq", append.Expected.Sequence + append.Links.Count)
                    .With("hash", append.Links.Count > 0 ? append.Links[^1].Hash : append.Expected.Hash)
                    .With("settled", append.Settled).With("owner", append.Owner)
                    .With("expected", append.Expected.Sequence).With("expectedSettled", append.Expected.Settled);
                if (await move.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 0)
                {
                    return (false, false);
                }

                await database.AddLinksAsync(connection, transaction, append.Links, token).ConfigureAwait(false);
                return (true, true);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<ChainRow>> ReadAsync(long fromSequence, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ChainRow>>(
            async (connection, token) =>
            {
                await using var command = connection.Command(
                    $"""
                     select c.seq, c.hash, {AuditRows.Columns} from audit_chain c left join audit_events e on e.id = c.id
                     where c.seq >= @from order by c.seq limit @limit
                     """)
                    .With("from", fromSequence).With("limit", limit);
                return await command.ListAsync(ReadRow, token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<IReadOnlyList<byte[]>> ReadHashesAsync(long fromSequence, long toSequence, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<byte[]>>(
            async (connection, token) =>
            {
                await using var command = connection.Command("select hash from audit_chain where seq between @from and @to order by seq")
                    .With("from", fromSequence).With("to", toSequence);
                return await command.ListAsync(r => r.GetFieldValue<byte[]>(0), token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<IReadOnlyList<ChainRow>> ReadByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ChainRow>>(
            async (connection, token) =>
            {
                await using var command = connection.Command(
                    $"""
                     select c.seq, c.hash, {AuditRows.Columns} from audit_events e join audit_chain c on c.id = e.id
                     where e.resource_type = @type and e.resource_id = @id order by c.seq limit @limit
                     """)
                    .With("type", resourceType).With("id", resourceId).With("limit", limit);
                return await command.ListAsync(ReadRow, token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<ChainLag> ReadLagAsync(CancellationToken cancellationToken = default) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = connection.Command(SelectLag).With("limit", LagLimit);
            return (await command.ListAsync(r => new ChainLag(r.GetInt64(0), r.TimeOrNull(1)), token).ConfigureAwait(false)).Single();
        },
        cancellationToken);

    private Task<IReadOnlyList<AuditRow>> ReadEventsAsync(string sql, Func<DbCommand, DbCommand> bind, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AuditRow>>(
            async (connection, token) =>
            {
                await using var command = bind(connection.Command(sql));
                return await command.ListAsync(r => new AuditRow(r.GetInt64(0), AuditRows.Read(r, first: 1)), token).ConfigureAwait(false);
            },
            cancellationToken);

    private static ChainHead ReadHead(DbDataReader row) => new()
    {
        Chain = row.GetGuid(0),
        Sequence = row.GetInt64(1),
        Hash = row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2),
        Settled = row.GetInt64(3),
    };

    private static ChainRow ReadRow(DbDataReader row) =>
        new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.IsDBNull(2) ? null : AuditRows.Read(row, first: 2));
}
