using System.Data.Common;
using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>Audit events as rows. They are written within the transaction of the change that they tell of.</summary>
internal static class AuditRows
{
    public const string Insert =
        """
        insert into audit_events (event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
        values (@event, @type, @action, @result, @resourceType, @resourceId, @actorType, @actorId, @actorIp, @at, @metadata, @context)
        """;

    /// <summary>What <see cref="Read"/> reads, of <c>audit_events e</c>.</summary>
    public const string Columns =
        "e.event_id, e.event_type, e.action, e.result, e.resource_type, e.resource_id, e.actor_type, e.actor_id, e.actor_ip, e.at, e.metadata, e.context";

    /// <summary>The columns begin at <paramref name="first"/>.</summary>
    public static AuditEntry Read(DbDataReader row, int first = 0) => new()
    {
        EventId = row.GetGuid(first),
        EventType = row.GetString(first + 1),
        Action = row.GetString(first + 2),
        Result = row.GetString(first + 3),
        ResourceType = row.GetString(first + 4),
        ResourceId = row.GetString(first + 5),
        Actor = new AuditActor(row.GetString(first + 6), row.GetString(first + 7), row.GetString(first + 8)),
        At = row.Time(first + 9),
        Metadata = row.GetString(first + 10),
        Context = row.GetString(first + 11),
    };

    public static async Task AddAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            await using var command = Bind(connection.Command(Insert, transaction), entry);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public static DbCommand Bind(DbCommand command, AuditEntry entry) => command
        .With("event", entry.EventId)
        .With("type", entry.EventType)
        .With("action", entry.Action)
        .With("result", entry.Result)
        .With("resourceType", entry.ResourceType)
        .With("resourceId", entry.ResourceId)
        .With("actorType", entry.Actor.Type)
        .With("actorId", entry.Actor.Id)
        .With("actorIp", entry.Actor.IpAddress)
        .With("at", entry.At)
        .With("metadata", entry.Metadata)
        .With("context", entry.Context);
}
