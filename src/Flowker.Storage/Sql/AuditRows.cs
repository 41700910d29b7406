using System.Data.Common;
using Flowker.Storage.Audit;

namespace Flowker.Storage.Sql;

/// <summary>Writes audit events one by one, within the transaction of the change that they tell of.</summary>
internal static class AuditRows
{
    public const string Insert =
        """
        insert into audit_events (event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
        values (@event, @type, @action, @result, @resourceType, @resourceId, @actorType, @actorId, @actorIp, @at, @metadata, @context)
        """;

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
