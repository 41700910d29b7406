using System.Data.Common;
using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>Reads of the audit trail, in SQL that both databases understand.</summary>
internal sealed class SqlAuditQueries(FlowkerDatabase database) : IAuditQueries
{
    private const string Select =
        $"""
         select e.id, c.seq, c.hash, p.hash, {AuditRows.Columns} from audit_events e
         left join audit_chain c on c.id = e.id left join audit_chain p on p.seq = c.seq - 1
         """;

    private const string SelectChain =
        $"""
         select e.id, c.seq, c.hash, p.hash, {AuditRows.Columns} from audit_chain c
         join audit_events e on e.id = c.id left join audit_chain p on p.seq = c.seq - 1
         """;

    public async Task<IReadOnlyList<AuditEntry>> ListByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default)
    {
        var filter = new AuditFilter { ResourceType = resourceType, ResourceId = resourceId, Ascending = true, Limit = limit };
        return [.. (await SearchAsync(filter, cancellationToken).ConfigureAwait(false)).Select(r => r.Entry)];
    }

    public Task<long> CountByResourceAsync(string resourceType, string resourceId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection
                    .Command("select count(*) from audit_events where resource_type = @type and resource_id = @id")
                    .With("type", resourceType).With("id", resourceId);
                return (await command.ListAsync(r => r.GetInt64(0), token).ConfigureAwait(false))[0];
            },
            cancellationToken);

    public Task<IReadOnlyList<AuditRow>> SearchAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var conditions = AuditConditions.Of(filter);
        var order = filter.Ascending ? "asc" : "desc";
        var beyond = filter.Ascending ? ">" : "<";
        if (filter.From is null && filter.To is null)
        {
            conditions.Add($"e.id {beyond} @after", "after", filter.AfterId);
            return ReadAsync($"{Select} {conditions.Where} order by e.id {order} limit @limit", conditions, filter.Limit, cancellationToken);
        }

        // By place, the database would look for a time long past through all that came since.
        conditions.Add($"(e.at, e.id) {beyond} ((select at from audit_events where id = @after), @after)", "after", filter.AfterId);
        return ReadAsync($"{Select} {conditions.Where} order by e.at {order}, e.id {order} limit @limit", conditions, filter.Limit, cancellationToken);
    }

    public Task<IReadOnlyList<AuditRow>> ReadChainAsync(AuditFilter filter, long afterSequence, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var conditions = AuditConditions.Of(filter);
        conditions.Add("c.seq > @after", "after", afterSequence);
        return ReadAsync($"{SelectChain} {conditions.Where} order by c.seq limit @limit", conditions, filter.Limit, cancellationToken);
    }

    public async Task<AuditRow?> GetAsync(Guid eventId, CancellationToken cancellationToken = default)
    {
        var conditions = new AuditConditions();
        conditions.Add("e.event_id = @event", "event", eventId);
        return await ReadAsync($"{Select} {conditions.Where} limit @limit", conditions, 1, cancellationToken).ConfigureAwait(false) is [var row] ? row : null;
    }

    private Task<IReadOnlyList<AuditRow>> ReadAsync(string sql, AuditConditions conditions, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AuditRow>>(
            async (connection, token) =>
            {
                await using var command = conditions.Bind(connection.Command(sql).With("limit", limit));
                return await command.ListAsync(Read, token).ConfigureAwait(false);
            },
            cancellationToken);

    private static AuditRow Read(DbDataReader row) => new(
        row.GetInt64(0),
        AuditRows.Read(row, first: 4),
        row.IsDBNull(1)
            ? null
            : new ChainPlace(row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3)));
}
