using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>
/// A user and a password within a URL, as <c>https://user:password@host</c>: they would be shown to everybody who sees the URL, and
/// are never sent. Credentials belong into the members that are kept secret.
/// </summary>
public static class UrlUserInfo
{
    private const string Hidden = "********";

    public static bool IsIn(string? text) =>
        text is not null && text.Contains("://", StringComparison.Ordinal) && text.Contains('@', StringComparison.Ordinal)
        && Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length > 0;

    /// <summary>Where the config has a URL with one: paths such as <c>.base_url</c>.</summary>
    public static IEnumerable<string> Places(JsonElement config, string at = "")
    {
        switch (config.ValueKind)
        {
            case JsonValueKind.Object:
                return config.EnumerateObject().SelectMany(m => JsonStrings.TryGetName(m, out var name) ? Places(m.Value, $"{at}.{name}") : []);
            case JsonValueKind.Array:
                return config.EnumerateArray().SelectMany((item, i) => Places(item, $"{at}[{i}]"));
            case JsonValueKind.String:
                return JsonStrings.TryGet(config, out var text) && IsIn(text) ? [at] : [];
            default:
                return [];
        }
    }

    /// <summary>The config as it may be shown, for what was stored before such URLs were refused.</summary>
    public static JsonElement Hide(JsonElement config) =>
        Places(config).Any() ? JsonObjects.Write(writer => WriteMembers(writer, config)) : config;

    private static void WriteMembers(Utf8JsonWriter writer, JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (JsonStrings.TryGetName(member, out var name))
            {
                writer.WritePropertyName(name);
                Write(writer, member.Value);
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WriteMembers(writer, value);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when JsonStrings.TryGet(value, out var text) && IsIn(text):
                writer.WriteStringValue(Hide(text));
                break;
            default:
                JsonText.WriteRaw(writer, value);
                break;
        }
    }

    // As it is written, which may differ from how it is read.
    private static string Hide(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.IndexOfAny(['/', '\\', '?', '#'], start);
        var at = url.LastIndexOf('@', (end < 0 ? url.Length : end) - 1);
        return at < start ? Hidden : string.Concat(url.AsSpan(0, start), Hidden, url.AsSpan(at));
    }
}
