using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Authentication;

/// <summary>
/// Has requests recorded that were turned away with 401 or 403, but never so many that a stranger could flood the audit trail:
/// what is beyond the bound is only counted, and told with the next one that is recorded.
/// </summary>
internal sealed class RefusedRequests(RequestDelegate next, IGrainFactory grains, RefusalBound bound, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await next(http);
        if (http.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden))
        {
            return;
        }

        var caller = http.Caller();
        if (bound.TryRecord(caller.IpAddress, out var unrecorded))
        {
            // The refusal itself does not depend on it.
            grains.GetGrain<IRefusalGrain>(0).RecordAsync(new RefusedRequest
            {
                Caller = caller,
                Method = http.Request.Method,
                Path = http.Request.Path.Value ?? "/",
                Forbidden = http.Response.StatusCode is StatusCodes.Status403Forbidden,
                At = time.GetUtcNow(),
                Unrecorded = unrecorded,
            }).Ignore();
        }
    }
}
