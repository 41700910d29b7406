using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Flowker.Audit.Canonical;

/// <summary>
/// JSON from outside. Its names and strings are all looked at once: the framework reads over half a surrogate pair, and fails only when
/// somebody asks for the string.
/// </summary>
public static class UntrustedJson
{
    /// <summary>Throws <see cref="FormatException"/> when it is no JSON, or holds something that is not valid Unicode.</summary>
    public static JsonElement Parse(string json, JsonDocumentOptions options)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json), options);
    }

    /// <summary>As above.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8, JsonDocumentOptions options)
    {
        try
        {
            RefuseInvalidStrings(utf8, options);
            return JsonElement.Parse(utf8, options);
        }
        catch (JsonException)
        {
            throw new FormatException("This is no JSON, or it repeats a member.");
        }
    }

    private static void RefuseInvalidStrings(ReadOnlySpan<byte> utf8, JsonDocumentOptions options)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = options.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsValid(ref reader))
            {
                throw new FormatException("A string is not valid Unicode.");
            }
        }
    }

    private static bool IsValid(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Utf8.IsValid(reader.ValueSpan);
        }

        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
