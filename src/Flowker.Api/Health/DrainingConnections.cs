namespace Flowker.Api.Health;

/// <summary>
/// While the process drains, every answer asks its client to use another connection for the next request: a connection that is
/// kept would be closed with the listener, perhaps under a request that is on its way.
/// </summary>
internal sealed class DrainingConnections(RequestDelegate next, Draining draining)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (draining.HasBegun && HttpProtocol.IsHttp11(http.Request.Protocol))
        {
            http.Response.Headers.Connection = "close";
        }

        return next(http);
    }
}
