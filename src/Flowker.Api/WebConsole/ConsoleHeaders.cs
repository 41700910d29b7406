namespace Flowker.Api.WebConsole;

/// <summary>What a browser is told with every answer below <c>/console</c>: nothing but what the service itself serves may run.</summary>
internal sealed class ConsoleHeaders(RequestDelegate next)
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'";

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments(ConsoleEndpoints.Root, out var rest))
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            http.Response.OnStarting(() =>
            {
                if (http.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                {
                    // The names of assets change with what is in them.
                    headers.CacheControl = rest.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
                }

                return Task.CompletedTask;
            });
        }

        return next(http);
    }
}
