using System.Text.Json;
using System.Text.RegularExpressions;
using Flowker.Engine.Json;

namespace Flowker.Executors.Http;

/// <summary>
/// Where a call goes: the node's <c>url</c> when it is absolute, else the provider's <c>base_url</c> with the node's
/// <c>path</c> (or <c>endpointName</c>) below it. Dot segments are refused, in whatever spelling: a path never leaves the
/// base path. Source: <c>spec/reference-engine.md</c>, 7.2 and W-48.
/// </summary>
/// <param name="Url">Without user info and fragment.</param>
/// <param name="IsProvidersOwn">
/// True when the provider's credentials and headers may go there: it has the origin of <c>base_url</c>, or there is no
/// <c>base_url</c> and the host is written in the workflow rather than taken from data.
/// </param>
internal sealed partial record TargetUrl(Uri Url, bool IsProvidersOwn)
{
    public static TargetUrl Build(string? baseUrl, JsonElement node, JsonScope scope)
    {
        var own = baseUrl is null ? null : Parse(baseUrl, "The provider configuration's base_url");
        var nodeQuery = QueryText.FromNode(node, scope);
        var path = Member.Text(node, "path") is { } given ? UrlTemplate.Render(given, scope, "path", false).Text : null;
        if (Member.Text(node, "url") is { Length: > 0 } written)
        {
            var (text, hostFromData) = UrlTemplate.Render(written.Trim(), scope, "url", mayStartWithAddress: true);
            if (HasScheme().IsMatch(text))
            {
                var url = Compose(Parse(text, "The node's url"), PathAndQuery(text), nodeQuery);
                return new TargetUrl(url, own is null ? !hostFromData : SameOrigin(own, url));
            }

            path ??= text;
        }

        path ??= Member.Text(node, "endpointName") is { } name ? UrlTemplate.Render(name, scope, "endpointName", false).Text : "";
        return own is null
            ? throw new CallRefusedException("There is no URL: neither an absolute url in the node nor a base_url in the provider configuration.")
            : new TargetUrl(Below(own, path, nodeQuery), IsProvidersOwn: true);
    }

    /// <summary>
    /// Below the URL in this member of the provider configuration. <paramref name="segments"/> are encoded as they are put
    /// in: none can leave its place (W-35).
    /// </summary>
    public static TargetUrl Below(
        JsonElement config, string baseMember, IEnumerable<string> segments, IEnumerable<KeyValuePair<string, string>> query) =>
        BelowPath(config, baseMember, string.Join('/', segments.Select(Uri.EscapeDataString)), query);

    /// <summary>The same for a path that is encoded already, and may bring a query.</summary>
    public static TargetUrl BelowPath(
        JsonElement config, string baseMember, string path, IEnumerable<KeyValuePair<string, string>> query)
    {
        var own = Member.Text(config, baseMember) is { Length: > 0 } text
            ? Parse(text.Trim(), $"The provider configuration's {baseMember}")
            : throw new CallRefusedException($"The provider configuration has no \"{baseMember}\".");
        var more = QueryText.Join(query.Select(p => QueryText.Pair(p.Key, p.Value)));
        return new TargetUrl(Below(own, path, more), IsProvidersOwn: true);
    }

    public static bool SameOrigin(Uri one, Uri other) => Uri.Compare(
        one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) is 0;

    /// <summary>For people and for the record: a query may hold what is not theirs to see.</summary>
    public static string WithoutQuery(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    private static Uri Below(Uri own, string text, string nodeQuery)
    {
        var (path, query) = Split(text);
        var below = Slashes().Replace(path, "/").TrimStart('/');
        var joined = below.Length is 0 ? own.AbsolutePath : $"{own.AbsolutePath.TrimEnd('/')}/{below}";
        return Compose(own, (joined, QueryText.Join(own.Query.TrimStart('?'), query)), nodeQuery);
    }

    private static Uri Compose(Uri origin, (string Path, string Query) target, string nodeQuery)
    {
        RefuseDotSegments(target.Path);
        var query = QueryText.Join(target.Query, nodeQuery);
        var server = origin.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        var path = target.Path.Replace("\\", "%5C", StringComparison.Ordinal);
        return Parse($"{server}/{path.TrimStart('/')}{(query.Length is 0 ? "" : "?" + query)}", "The node's URL");
    }

    private static void RefuseDotSegments(string path)
    {
        // Decoded, split at both slashes and cut at ';': servers differ in what they take for a segment.
        foreach (var segment in Uri.UnescapeDataString(path).Split('/', '\\'))
        {
            if (segment.Split(';')[0] is "." or "..")
            {
                throw new CallRefusedException("The node's path must not hold \".\" or \"..\" segments.");
            }
        }
    }

    private static Uri Parse(string text, string what) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new CallRefusedException($"{what} is not an absolute http or https URL.");

    /// <summary>As written, where <see cref="Uri"/> would have resolved dot segments.</summary>
    private static (string Path, string Query) PathAndQuery(string absolute)
    {
        var start = absolute.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0;
        var end = absolute.AsSpan(start).IndexOfAny("/\\?#");
        return end < 0 ? ("", "") : Split(absolute[(start + end)..]);
    }

    private static (string Path, string Query) Split(string text)
    {
        var parts = text.Split('#', 2)[0].Split('?', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex HasScheme();

    [GeneratedRegex("/{2,}")]
    private static partial Regex Slashes();
}
