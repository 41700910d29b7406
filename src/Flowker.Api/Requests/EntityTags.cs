using System.Globalization;

namespace Flowker.Api.Requests;

/// <summary><c>ETag</c> is the version in quotes. Source: <c>spec/decisions.md</c>, "Concurrent edits".</summary>
internal static class EntityTags
{
    /// <summary>No version is this; what is given with it never matches.</summary>
    private const int NoVersion = -1;

    public static void SetVersion(this HttpResponse response, int version) => response.Headers.ETag = Tag(version);

    /// <summary>The version of <c>If-Match</c>; null when there is none or it is <c>*</c>; one that never matches when it cannot be read.</summary>
    public static int? IfMatch(HttpRequest request)
    {
        var tag = request.Headers.IfMatch.ToString().Trim();
        if (tag.Length == 0 || tag == "*")
        {
            return null;
        }

        var bare = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
        return int.TryParse(bare.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : NoVersion;
    }

    /// <summary>Whether a read may be answered with 304: the client has this very version.</summary>
    public static bool IsUnchanged(HttpContext http)
    {
        var given = http.Request.Headers.IfNoneMatch;
        var tag = http.Response.Headers.ETag.ToString();
        return given.Count > 0 && tag.Length > 0
            && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            && given.SelectMany(h => (h ?? "").Split(',', StringSplitOptions.TrimEntries)).Any(t => t == "*" || Strong(t) == tag);
    }

    private static string Strong(string tag) => tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;

    private static string Tag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
