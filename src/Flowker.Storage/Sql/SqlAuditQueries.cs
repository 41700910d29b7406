using System.Data.Common;
using System.Text;
using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>Reads of the audit trail, in SQL that both databases understand.</summary>
internal sealed class SqlAuditQueries(FlowkerDatabase database) : IAuditQueries
{
    private const string Columns =
        "event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context, id";

    public async Task<IReadOnlyList<AuditEntry>> ListByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default)
    {
        var filter = new AuditFilter { ResourceType = resourceType, ResourceId = resourceId, Ascending = true, Limit = limit };
        return [.. (await SearchAsync(filter, cancellationToken).ConfigureAwait(false)).Select(r => r.Entry)];
    }

    public Task<IReadOnlyList<AuditRow>> SearchAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return database.ReadAsync<IReadOnlyList<AuditRow>>(
            async (connection, token) =>
            {
                var order = filter.Ascending ? "asc" : "desc";
                var (where, values) = Conditions(filter);
                await using var command = connection
                    .Command($"select {Columns} from audit_events {where} order by id {order} limit @limit")
                    .With("limit", filter.Limit);
                foreach (var (name, value) in values)
                {
                    command.With(name, value);
                }

                return await command.ListAsync(r => new AuditRow(r.GetInt64(12), Read(r)), token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<AuditEntry?> GetAsync(Guid eventId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                await using var command = connection
                    .Command($"select {Columns} from audit_events where event_id = @event")
                    .With("event", eventId);
                return (await command.ListAsync(Read, token).ConfigureAwait(false)).FirstOrDefault();
            },
            cancellationToken);

    private static (string Where, List<(string Name, object Value)> Values) Conditions(AuditFilter filter)
    {
        var where = new StringBuilder();
        List<(string, object)> values = [];
        void Add(string condition, string name, object? value)
        {
            if (value is not null)
            {
                where.Append(where.Length == 0 ? "where " : " and ").Append(condition);
                values.Add((name, value));
            }
        }

        Add("event_type = @type", "type", filter.EventType);
        Add("action = @action", "action", filter.Action);
        Add("result = @result", "result", filter.Result);
        Add("resource_type = @resourceType", "resourceType", filter.ResourceType);
        Add("resource_id = @resourceId", "resourceId", filter.ResourceId);
        Add("actor_id = @actor", "actor", filter.ActorId);
        Add("at >= @from", "from", filter.From);
        Add("at <= @to", "to", filter.To);
        Add(filter.Ascending ? "id > @after" : "id < @after", "after", filter.AfterId);
        return (where.ToString(), values);
    }

    private static AuditEntry Read(DbDataReader row) => new()
    {
        EventId = row.GetGuid(0),
        EventType = row.GetString(1),
        Action = row.GetString(2),
        Result = row.GetString(3),
        ResourceType = row.GetString(4),
        ResourceId = row.GetString(5),
        Actor = new AuditActor(row.GetString(6), row.GetString(7), row.GetString(8)),
        At = row.Time(9),
        Metadata = row.GetString(10),
        Context = row.GetString(11),
    };
}
