using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Endpoints;

/// <summary>The audit trail. Source: <c>spec/reference-api.md</c>, 5.8.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/v1/audit-events");
        audit.MapRead("", SearchAsync);
        audit.MapRead("/export", AuditExport.ExportAsync);
        audit.MapRead("/{id}", ReadAsync);
    }

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
