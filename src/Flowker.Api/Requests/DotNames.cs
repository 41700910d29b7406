using Microsoft.AspNetCore.Http.Features;

namespace Flowker.Api.Requests;

/// <summary>
/// Lets a key or a node be named <c>.</c> or <c>..</c> in a path. The server takes such a segment for a way upwards, and would
/// answer with a list where one execution was asked for.
/// </summary>
internal sealed class DotNames(RequestDelegate next)
{
    private const string Executions = "/v1/executions/";

    public Task InvokeAsync(HttpContext http)
    {
        if (Path(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is { } path)
        {
            http.Request.Path = path;
        }

        return next(http);
    }

    private static string? Path(string target)
    {
        var raw = target.Split('?')[0].TrimEnd('/');
        var cut = raw.LastIndexOf('/');
        if (cut < 0 || !IsDots(raw[(cut + 1)..]) || !raw.StartsWith(Executions, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var holder = raw[..cut];
        return (holder.EndsWith("/by-key", StringComparison.OrdinalIgnoreCase) || holder.EndsWith("/steps", StringComparison.OrdinalIgnoreCase))
            && !holder.Split('/').Any(IsDots)
                ? $"{Uri.UnescapeDataString(holder)}/{Uri.UnescapeDataString(raw[(cut + 1)..])}"
                : null;
    }

    private static bool IsDots(string segment) => segment.Length <= 6 && Uri.UnescapeDataString(segment) is "." or "..";
}
