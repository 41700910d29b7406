using Microsoft.Extensions.Primitives;

namespace Flowker.Api.Requests;

/// <summary>
/// What every answer says to browsers and caches on its way: take it for what it is, keep nothing of it, and do not give it to
/// a page of another origin. A route that knows better says so itself.
/// </summary>
internal sealed class SafeAnswers(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        if (StringValues.IsNullOrEmpty(http.Request.Headers.Origin))
        {
            headers.Vary = "Origin";
        }
        else
        {
            // With an origin the framework adds the name itself, now and then.
            http.Response.OnStarting(AddOrigin, http.Response);
        }

        return next(http);
    }

    private static Task AddOrigin(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (!headers.Vary.ToString().Contains("Origin", StringComparison.OrdinalIgnoreCase))
        {
            headers.Append("Vary", "Origin");
        }

        return Task.CompletedTask;
    }
}
