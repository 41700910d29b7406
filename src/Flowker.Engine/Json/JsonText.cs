using System.Text.Encodings.Web;
using System.Text.Json;

namespace Flowker.Engine.Json;

/// <summary>How the engine reads and writes JSON: unpooled immutable elements, depth at most 64, text kept as it came.</summary>
public static class JsonText
{
    /// <summary>The deepest nesting that is read; deeper input is refused as malformed.</summary>
    public const int MaxDepth = 64;

    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 0 };

    private static readonly JsonDocumentOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary>The element owns its memory; nothing need be disposed. Throws <see cref="JsonException"/> on malformed text.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8) => JsonElement.Parse(utf8.Span, ReaderOptions);

    public static JsonElement Parse(string text) => JsonElement.Parse(text, ReaderOptions);

    /// <summary>False on malformed text, and on text that nests too deeply.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonElement element)
    {
        try
        {
            element = Parse(utf8);
            return true;
        }
        catch (JsonException)
        {
            element = default;
            return false;
        }
    }

    /// <summary>The element's text as UTF-8, compact.</summary>
    public static byte[] ToUtf8Bytes(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions))
        {
            element.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
