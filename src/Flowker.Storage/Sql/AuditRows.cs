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

    /// <summary>
    /// What <see cref="Read"/> reads, of <c>audit_events e</c>. What nearly all events say, those of executions, comes as null: no
    /// column holds one, and there would be a text to make of each.
    /// </summary>
    public const string Columns =
        $"""
         e.event_id, e.event_type, nullif(e.action, '{Action}'), nullif(e.result, '{Result}'), nullif(e.resource_type, '{ResourceType}'), e.resource_id,
         nullif(e.actor_type, '{ActorType}'), nullif(e.actor_id, '{ActorId}'), nullif(e.actor_ip, '{ActorIp}'), e.at, e.metadata, nullif(e.context, '{Context}')
         """;

    private const string Action = "EXECUTE";
    private const string Result = "SUCCESS";
    private const string ResourceType = "execution";
    private const string ActorType = "system";
    private const string ActorId = "flowker";
    private const string ActorIp = "0.0.0.0";
    private const string Context = "{}";

    private static readonly AuditActor Engine = new(ActorType, ActorId, ActorIp);

    /// <summary>The columns begin at <paramref name="first"/>.</summary>
    public static AuditEntry Read(DbDataReader row, int first = 0) => new()
    {
        EventId = row.GetGuid(first),
        EventType = row.GetString(first + 1),
        Action = row.Text(first + 2) ?? Action,
        Result = row.Text(first + 3) ?? Result,
        ResourceType = row.Text(first + 4) ?? ResourceType,
        ResourceId = row.GetString(first + 5),
        Actor = (row.Text(first + 6), row.Text(first + 7), row.Text(first + 8)) switch
        {
            (null, null, null) => Engine,
            var (type, id, ip) => new AuditActor(type ?? ActorType, id ?? ActorId, ip ?? ActorIp),
        },
        At = row.Time(first + 9),
        Metadata = row.GetString(first + 10),
        Context = row.Text(first + 11) ?? Context,
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

    private static DbCommand Bind(DbCommand command, AuditEntry entry) => command
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
