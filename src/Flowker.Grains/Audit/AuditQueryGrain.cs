using System.Globalization;
using Flowker.Audit.Chain;
using Flowker.Grains.Audit.Chain;
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
            await audit.SearchAsync(Filter(request) with { Ascending = ascending, Limit = request.Limit + 1, AfterId = cursor?.Place }),
            request.Limit,
            View,
            last => new ListCursor { Id = last.Entry.EventId, Place = last.Id, SortBy = "id", Ascending = ascending, Filters = Filters(request) }));
    }

    public Task<Reply<AuditEventView>> GetAsync(Guid eventId) => StorageCalls.RunAsync<AuditEventView>(async () =>
        await audit.GetAsync(eventId) is { } row ? View(row) : Faults.AuditEventNotFound(eventId));

    private static string Filters(AuditSearchRequest r) => string.Create(
        CultureInfo.InvariantCulture,
        $"audit|{r.EventType}|{r.Action}|{r.Result}|{r.ResourceType}|{r.ResourceId}|{r.ActorId}|{r.RequestId}|{r.From:O}|{r.To:O}");

    public Task<Reply<AuditExportPage>> ExportAsync(AuditSearchRequest request, long afterSequence) =>
        StorageCalls.RunAsync<AuditExportPage>(async () =>
        {
            var rows = await audit.ReadChainAsync(Filter(request) with { Limit = request.Limit }, afterSequence);
            return new AuditExportPage
            {
                Entries = [.. rows.Select(row => new Json(EntryJson.Write(
                    row.Entry.At(row.Place!.Sequence), row.Place.Hash.ToHash() ?? default, row.Place.PreviousHash.ToHash())))],
                LastSequence = rows.Count > 0 ? rows[^1].Place!.Sequence : afterSequence,
            };
        });

    private static AuditFilter Filter(AuditSearchRequest request) => new()
    {
        EventType = request.EventType,
        Action = request.Action,
        Result = request.Result,
        ResourceType = request.ResourceType,
        ResourceId = request.ResourceId,
        ActorId = request.ActorId,
        RequestId = request.RequestId,
        From = request.From,
        To = request.To,
        Limit = request.Limit,
    };

    private static AuditEventView View(AuditRow row) => new()
    {
        EventId = row.Entry.EventId,
        EventType = row.Entry.EventType,
        Action = row.Entry.Action,
        Result = row.Entry.Result,
        ResourceId = row.Entry.ResourceId,
        ResourceType = row.Entry.ResourceType,
        ActorType = row.Entry.Actor.Type,
        ActorId = row.Entry.Actor.Id,
        ActorIp = row.Entry.Actor.IpAddress,
        Context = new Json(CanonicalEntry.Details(row.Entry.Context)),
        Metadata = new Json(CanonicalEntry.Details(row.Entry.Metadata)),
        Timestamp = row.Entry.At,
        Sequence = row.Place?.Sequence,
        Hash = row.Place?.Hash.ToHash().ToString(),
        PreviousHash = row.Place?.PreviousHash.ToHash()?.ToString(),
    };
}
