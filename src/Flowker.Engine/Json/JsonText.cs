using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Flowker.Engine.Json;

/// <summary>How the engine reads and writes JSON: unpooled immutable elements, depth at most 64, text kept as it came.</summary>
public static class JsonText
{
    /// <summary>The deepest nesting that is taken from outside; deeper text is refused as malformed.</summary>
    public const int MaxDepth = 64;

    // What was taken in may stand several levels down in what is made of it.
    private const int MaxOwnDepth = 4 * MaxDepth;

    public static JsonWriterOptions WriterOptions { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 0 };

    private static readonly JsonDocumentOptions OwnOptions = new() { MaxDepth = MaxOwnDepth };
    private static readonly JsonDocumentOptions ForeignOptions = new() { MaxDepth = MaxDepth };
    private static readonly JsonDocumentOptions StrictOptions = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>
    /// Reads text of the engine's own making. The element owns its memory; nothing need be disposed. Throws
    /// <see cref="JsonException"/> on malformed text.
    /// </summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8) => JsonElement.Parse(utf8.Span, OwnOptions);

    public static JsonElement Parse(string text) => JsonElement.Parse(text, OwnOptions);

    /// <summary>
    /// Reads text from outside. False when it is malformed, nests too deeply, or holds text that is not valid Unicode, which
    /// could be neither compared nor stored nor sent on.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, out JsonElement element, Repeated repeated = Repeated.Kept)
    {
        element = default;
        try
        {
            if (!Utf8.IsValid(utf8.Span))
            {
                return false;
            }

            element = JsonElement.Parse(utf8.Span, repeated is Repeated.Kept ? ForeignOptions : StrictOptions);
            // Only an escape can still spell half a surrogate pair.
            return utf8.Span.IndexOf("\\u"u8) < 0 || IsUnicode(element);
        }
        catch (JsonException)
        {
            // Rare, and distinguished from other faults only by parsing again.
            if (repeated is not Repeated.Collapsed || !TryParse(utf8, out var all))
            {
                return false;
            }

            element = JsonBuffer.ToElement(all, SingleMembers.Write);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Names are compared, and half a surrogate pair cannot be.
            return false;
        }
    }

    /// <summary>True when the text is JSON but nests deeper than <see cref="MaxDepth"/>.</summary>
    public static bool IsTooDeep(ReadOnlySpan<byte> utf8)
    {
        // With the reader's own limit it would look malformed.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var deepest = 0;
        try
        {
            while (reader.Read())
            {
                var opens = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
                deepest = Math.Max(deepest, reader.CurrentDepth + (opens ? 1 : 0));
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return deepest > MaxDepth;
    }

    private static bool IsUnicode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonStrings.TryGet(value, out _),
        JsonValueKind.Array => value.EnumerateArray().All(IsUnicode),
        JsonValueKind.Object => value.EnumerateObject().All(m => JsonStrings.TryGetName(m, out _) && IsUnicode(m.Value)),
        _ => true,
    };

    /// <summary>A text as JSON. Half surrogate pairs, which JSON cannot hold, are replaced.</summary>
    public static JsonElement Of(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 2);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStringValue(text);
        }

        return Parse(buffer.WrittenMemory);
    }

    /// <summary>Writes the element with the text it came with, and without a detour over a string.</summary>
    internal static void WriteRaw(Utf8JsonWriter writer, JsonElement value) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    internal static bool SameText(JsonElement left, JsonElement right) =>
        JsonMarshal.GetRawUtf8Value(left).SequenceEqual(JsonMarshal.GetRawUtf8Value(right));

    /// <summary>The length of the element's text in bytes.</summary>
    internal static int Length(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length;

    /// <summary>The element's text as UTF-8, compact.</summary>
    public static byte[] ToUtf8Bytes(JsonElement element) => JsonBuffer.ToBytes(element, static (writer, value) => value.WriteTo(writer));
}
