using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Endpoints;

/// <summary>The audit trail. Source: <c>spec/reference-api.md</c>, 5.8.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/v1/audit-events").WithTags("Audit API").Needs(Roles.Viewer);
        audit.MapRead("", SearchAsync)
            .Describes("listAuditEvents", "Search Audit Events", "Newest first, unless asked otherwise.")
            .Filters()
            .Limit(20)
            .Gives<PageResponse<AuditEventResponse>>().Refuses(ErrorRegistry.BadId, "FLK-0304", "FLK-0305", "FLK-0308", "FLK-0610");
        audit.MapRead("/export", AuditExport.ExportAsync)
            .Describes("exportAuditEvents", "Export Audit Events", "All that match, one a line, in the order of the chain.")
            .Filters().Gives<string>(contentType: "application/x-ndjson").Refuses(ErrorRegistry.BadId, "FLK-0304", "FLK-0305", "FLK-0308");
        audit.MapRead("/{id}", ReadAsync)
            .Describes("getAuditEvent", "Retrieve an Audit Event", "Who did what, when and from where.")
            .Id("id", "Unique identifier of the audit event.").Gives<AuditEventResponse>().Refuses("FLK-0600");
    }

    private static RouteHandlerBuilder Filters(this RouteHandlerBuilder route) => route
        .Query("eventType", "Only those of this type.", [.. AuditNames.EventTypes])
        .Query("action", "Only those of this action.", [.. AuditNames.Actions])
        .Query("result", "Only those with this result.", [.. AuditNames.Results])
        .Query("resourceType", "Only those of resources of this type.", [.. AuditNames.ResourceTypes])
        .Query("resourceId", "uuid", "Only those of this resource.")
        .Query("actorId", "Only those of this actor.")
        .Query("requestId", "Only those of this request.")
        .Query("dateFrom", "date-time", "Only those of then or later.")
        .Query("dateTo", "date-time", "Only those of then or before.")
        .Query("sortOrder", "In which order.", "ASC", "DESC");

    private static async Task<IResult> SearchAsync(HttpContext http, IGrainFactory grains)
    {
        var (request, refusal) = AuditQuery.Read(http.Request.Query);
        if (request is null)
        {
            return refusal!;
        }

        var page = await grains.GetGrain<IAuditQueryGrain>(0).SearchAsync(request);
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, AuditEventResponse.Of)) : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ReadAsync(string id, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var auditEvent))
        {
            return RequestReading.BadId(id);
        }

        var read = await grains.GetGrain<IAuditQueryGrain>(0).GetAsync(auditEvent);
        return read.Ok ? ApiJson.Ok(AuditEventResponse.Of(read.Value)) : ErrorResults.Error(read.Fault);
    }
}
