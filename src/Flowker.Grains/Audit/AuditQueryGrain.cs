using System.Globalization;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Audit;
using Flowker.Grains.Lists;
using Flowker.Storage.Audit;
using Orleans.Concurrency;

namespace Flowker.Grains.Audit;

/// <summary>Reads of the audit trail, from the table.</summary>
[GrainType("flowker.audit-query")]
[StatelessWorker]
[Reentrant]
internal sealed class AuditQueryGrain(IAuditQueries audit) : Grain, IAuditQueryGrain
{
    public async Task<Reply<Page<AuditEventView>>> SearchAsync(AuditSearchRequest request)
    {
        if (!ListCursor.TryRead(request.Cursor, Filters(request), out var cursor) || (cursor is not null && cursor.Place is null))
        {
            return Faults.Make("FLK-0610", "The cursor is not one of this search, or was made with other filters.");
        }

        var ascending = cursor?.Ascending ?? request.Ascending ?? false;
        return await StorageCalls.RunAsync<Page<AuditEventView>>(async () => Pages.Of(
            await audit.SearchAsync(new AuditFilter
            {
                EventType = request.EventType,
                Action = request.Action,
                Result = request.Result,
                ResourceType = request.ResourceType,
                ResourceId = request.ResourceId,
                ActorId = request.ActorId,
                From = request.From,
                To = request.To,
                Ascending = ascending,
                Limit = request.Limit + 1,
                AfterId = cursor?.Place,
            }),
            request.Limit,
            row => View(row.Entry),
            last => new ListCursor { Id = last.Entry.EventId, Place = last.Id, SortBy = "id", Ascending = ascending, Filters = Filters(request) }));
    }

    public Task<Reply<AuditEventView>> GetAsync(Guid eventId) => StorageCalls.RunAsync<AuditEventView>(async () =>
        await audit.GetAsync(eventId) is { } entry ? View(entry) : Faults.AuditEventNotFound(eventId));

    private static string Filters(AuditSearchRequest r) => string.Create(
        CultureInfo.InvariantCulture,
        $"audit|{r.EventType}|{r.Action}|{r.Result}|{r.ResourceType}|{r.ResourceId}|{r.ActorId}|{r.From:O}|{r.To:O}");

    private static AuditEventView View(AuditEntry entry) => new()
    {
        EventId = entry.EventId,
        EventType = entry.EventType,
        Action = entry.Action,
        Result = entry.Result,
        ResourceId = entry.ResourceId,
        ResourceType = entry.ResourceType,
        ActorType = entry.Actor.Type,
        ActorId = entry.Actor.Id,
        ActorIp = entry.Actor.IpAddress,
        Context = Unless(entry.Context),
        Metadata = Unless(entry.Metadata),
        Timestamp = entry.At,
    };

    private static Json Unless(string json) => json == "{}" ? default : Json.FromText(json);
}
