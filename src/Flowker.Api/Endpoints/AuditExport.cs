using System.Buffers;
using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Endpoints;

/// <summary>
/// The trail as a stream, one entry a line in the order of the chain, however long it is. Without filters it is what
/// <c>flowker-verify chain</c> takes. Source: <c>docs/audit-proof.md</c>.
/// </summary>
internal static class AuditExport
{
    private const int Page = 1_000;

    public static async Task<IResult> ExportAsync(HttpContext http, IGrainFactory grains)
    {
        var (request, refusal) = AuditQuery.Read(http.Request.Query);
        if (request is null)
        {
            return refusal!;
        }

        // The first page decides whether there is an answer at all; a stream that began can only break off.
        var query = grains.GetGrain<IAuditQueryGrain>(0);
        request = request with { Limit = Page };
        var page = await query.ExportAsync(request, 0);
        return page.Ok ? new EntryStream(query, request, page.Value) : ErrorResults.Error(page.Fault);
    }

    private sealed class EntryStream(IAuditQueryGrain query, AuditSearchRequest request, AuditExportPage first) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/x-ndjson";
            for (var page = first; HttpMethods.IsGet(httpContext.Request.Method); page = await NextAsync(page))
            {
                foreach (var entry in page.Entries)
                {
                    httpContext.Response.BodyWriter.Write(entry.Utf8.Span);
                    httpContext.Response.BodyWriter.Write("\n"u8);
                }

                await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);

                if (page.Entries.Length < Page)
                {
                    return;
                }
            }
        }

        private async Task<AuditExportPage> NextAsync(AuditExportPage page)
        {
            var next = await query.ExportAsync(request, page.LastSequence);
            return next.Ok ? next.Value : throw new IOException($"The export broke off: {next.Fault.Code}.");
        }
    }
}
