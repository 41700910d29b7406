using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>
/// Where the requests of a configuration go, and its secrets with them: the origin of every URL in it, and whatever stands under a
/// name that says where, such as <c>host</c> or <c>bucket</c>. A secret that nobody enters again may not go elsewhere.
/// </summary>
public static class Destinations
{
    private const int MostNamed = 20;

    private static readonly FrozenSet<string> PlaceWords = new[]
    {
        "url", "uri", "host", "hostname", "server", "endpoint", "domain", "address", "port", "origin", "proxy", "bucket", "region",
    }.ToFrozenSet();

    // They are sent along, nowhere is gone by them, and many are URLs.
    private static readonly FrozenSet<string> NoPlaces = new[] { "scope", "scopes", "audience" }.ToFrozenSet();

    /// <summary>
    /// FLK-0342 for each secret that was kept by its mask, and for each place that the change moves elsewhere; none when either is
    /// missing. <paramref name="holder"/> is how the configuration is called in the request, such as <c>config</c>.
    /// </summary>
    public static IReadOnlyList<Finding> Check(RestoredSecrets restored, JsonElement before, string holder)
    {
        ArgumentNullException.ThrowIfNull(restored);
        return Check(restored.Kept, [.. Moved(before, restored.Config)], holder);
    }

    /// <summary>The same for places that were compared already, such as <c>baseUrl</c> beside the configuration.</summary>
    public static IReadOnlyList<Finding> Check(IReadOnlyList<string> kept, IReadOnlyList<string> moved, string holder)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(moved);
        return kept.Count == 0 || moved.Count == 0
            ? []
            :
            [
                .. moved.Take(MostNamed).Select(at => new Finding(
                    "FLK-0342", $"{Named(holder, at)} leads elsewhere than before, so what is masked must be entered again.", Named(holder, at))),
                .. kept.Take(MostNamed).Select(at => new Finding(
                    "FLK-0342", $"{Named(holder, at)} must be entered again, since {Named(holder, moved[0])} leads elsewhere than before.", Named(holder, at))),
            ];
    }

    /// <summary>The places, such as <c>.base_url</c>, that lead elsewhere, or are new or gone.</summary>
    public static IEnumerable<string> Moved(JsonElement before, JsonElement after)
    {
        var (old, now) = (Of(before), Of(after));
        return old.Keys.Union(now.Keys).Where(at => old.GetValueOrDefault(at) != now.GetValueOrDefault(at)).Order(StringComparer.Ordinal);
    }

    /// <summary>Scheme, host and port of a URL; null for what is none.</summary>
    public static string? OriginOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0
            ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped).ToUpperInvariant()
            : null;

    private static string Named(string holder, string at) => at.StartsWith('.') || at.StartsWith('[') ? holder + at : at;

    private static Dictionary<string, string> Of(JsonElement config)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        Find(config, "", "", places);
        return places;
    }

    private static void Find(JsonElement value, string name, string at, Dictionary<string, string> places)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out _) && !NoPlaces.Contains(NameWords.Of(m.Name))))
                {
                    Find(member.Value, member.Name, $"{at}.{member.Name}", places);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (item, i) in value.EnumerateArray().Select((item, i) => (item, i)))
                {
                    Find(item, name, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), places);
                }

                break;
            case JsonValueKind.String when JsonStrings.TryGet(value, out var text) && OriginOf(text.Trim()) is { } origin:
                // What an issuer says of itself decides where credentials go, and another path may be somebody else's.
                places[at] = NameWords.Of(name).Split('_').Contains("issuer") ? text.Trim().TrimEnd('/') : origin;
                break;
            case JsonValueKind.Null:
                break;
            default:
                if (IsPlace(name))
                {
                    places[at] = value.GetRawText();
                }

                break;
        }
    }

    private static bool IsPlace(string name)
    {
        var words = NameWords.Of(name);
        return words == "path_style" || words.Split('_').Any(PlaceWords.Contains);
    }
}
