using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Flowker.Engine.Json;

namespace Flowker.Executors.Http;

/// <summary>
/// A body as JSON, as text or as base64: JSON when the media type says so and it parses; text when the type is textual (or
/// missing, and the bytes are UTF-8); base64 for everything else. Nothing when it is empty. Of a member that JSON holds more
/// than once only the last is left. <c>IsTooDeep</c>: it is JSON that nests deeper than is taken.
/// </summary>
internal readonly record struct AnswerContent(JsonElement? Json, string? Text, bool IsTooDeep = false)
{
    public static AnswerContent Read(HttpAnswer answer)
    {
        var bytes = answer.Body.Bytes;
        if (bytes.IsEmpty)
        {
            return default;
        }

        var (mediaType, charset) = MediaType(answer.Header("Content-Type"));
        if (mediaType.Length is 0 ? !Utf8.IsValid(bytes.Span) : !IsJson(mediaType) && !IsTextual(mediaType))
        {
            return new AnswerContent(null, Convert.ToBase64String(bytes.Span));
        }

        // Almost every answer is JSON in UTF-8, which need not become text first.
        if (IsJson(mediaType) && (charset ?? "utf-8").Equals("utf-8", StringComparison.OrdinalIgnoreCase) && JsonText.TryParse(bytes, out var whole, Repeated.Collapsed))
        {
            return new AnswerContent(whole, null);
        }

        var text = Decode(bytes.Span, charset);
        if (!IsJson(mediaType))
        {
            return new AnswerContent(null, text);
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        return JsonText.TryParse(utf8, out var json, Repeated.Collapsed)
            ? new AnswerContent(json, null)
            : new AnswerContent(null, text, JsonText.IsTooDeep(utf8));
    }

    public void WriteMember(Utf8JsonWriter writer, string name)
    {
        if (Json is { } json)
        {
            writer.WritePropertyName(name);
            json.WriteTo(writer);
        }
        else if (Text is not null)
        {
            writer.WriteString(name, Text);
        }
    }

    private static (string MediaType, string? Charset) MediaType(string? contentType)
    {
        var parts = (contentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        var charset = parts.Skip(1).FirstOrDefault(p => p.StartsWith("charset=", StringComparison.OrdinalIgnoreCase));
        return (parts[0].ToLowerInvariant(), charset?["charset=".Length..].Trim('"'));
    }

    private static bool IsJson(string mediaType) =>
        mediaType is "application/json" or "text/json" || mediaType.EndsWith("+json", StringComparison.Ordinal);

    private static bool IsTextual(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType.EndsWith("+xml", StringComparison.Ordinal)
        || mediaType is "application/xml" or "application/x-www-form-urlencoded" or "application/javascript"
            or "application/x-ndjson" or "application/yaml";

    private static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var encoding = EncodingOf(charset);
        var mark = encoding.Preamble;
        return encoding.GetString(mark.Length > 0 && bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes);
    }

    /// <summary>UTF-8 for a name nobody knows.</summary>
    private static Encoding EncodingOf(string? charset)
    {
        try
        {
            return string.IsNullOrEmpty(charset) ? Encoding.UTF8
                : CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8;
        }
    }
}
