using Microsoft.AspNetCore.Http.Features;

namespace Flowker.Api.Requests;

/// <summary>The path as it came: the framework decodes all but encoded slashes, after which nobody can tell one from the other.</summary>
internal static class RawPath
{
    /// <summary>What stands behind <paramref name="prefix"/>, not decoded; null when the path as it came does not hold it.</summary>
    public static string? After(HttpContext http, string prefix)
    {
        var raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var start = raw.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : raw[(start + prefix.Length)..];
    }
}
