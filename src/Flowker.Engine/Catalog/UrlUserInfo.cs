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

    public static bool IsIn(string? text) => TryParse(text, out _);

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
            case JsonValueKind.String when JsonStrings.TryGet(value, out var text) && TryParse(text, out var url):
                writer.WriteStringValue(text.Replace(url.UserInfo, Hidden, StringComparison.Ordinal));
                break;
            default:
                JsonText.WriteRaw(writer, value);
                break;
        }
    }

    private static bool TryParse(string? text, out Uri url)
    {
        url = null!;
        return text is not null && text.Contains("://", StringComparison.Ordinal) && text.Contains('@', StringComparison.Ordinal)
            && Uri.TryCreate(text.Trim(), UriKind.Absolute, out url!)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url.UserInfo.Length > 0;
    }
}
