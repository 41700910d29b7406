using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>Reads of the audit trail, in SQL that both databases understand.</summary>
internal sealed class SqlAuditQueries(FlowkerDatabase database) : IAuditQueries
{
    private const string ByResource =
        """
        select event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context
        from audit_events where resource_type = @type and resource_id = @id order by id limit @limit
        """;

    public Task<IReadOnlyList<AuditEntry>> ListByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<AuditEntry>>(
            async (connection, token) =>
            {
                await using var command = connection.Command(ByResource)
                    .With("type", resourceType).With("id", resourceId).With("limit", limit);
                return await command.ListAsync(
                    r => new AuditEntry
                    {
                        EventId = r.GetGuid(0),
                        EventType = r.GetString(1),
                        Action = r.GetString(2),
                        Result = r.GetString(3),
                        ResourceType = r.GetString(4),
                        ResourceId = r.GetString(5),
                        Actor = new AuditActor(r.GetString(6), r.GetString(7), r.GetString(8)),
                        At = r.Time(9),
                        Metadata = r.GetString(10),
                        Context = r.GetString(11),
                    },
                    token).ConfigureAwait(false);
            },
            cancellationToken);
}
