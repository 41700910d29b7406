namespace Flowker.Api.Requests;

/// <summary>Every answer names its request: the client's own <c>X-Request-Id</c>, or one made here.</summary>
internal sealed class RequestIds(RequestDelegate next)
{
    private const string Header = "X-Request-Id";
    private const int MaxLength = 128;

    public Task InvokeAsync(HttpContext http)
    {
        var id = Sanitize(http.Request.Headers[Header].ToString());
        http.TraceIdentifier = id.Length > 0 ? id : Guid.NewGuid().ToString();
        http.Response.Headers[Header] = http.TraceIdentifier;
        return next(http);
    }

    private static string Sanitize(string given) =>
        new([.. given.Trim().Where(c => c is > ' ' and <= '~').Take(MaxLength)]);
}
