using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Chain;

/// <summary>
/// The bytes that are hashed for an entry: its JSON object as the API answers it, without the member <c>hash</c>, in the
/// form of RFC 8785. Source: <c>docs/audit-proof.md</c>, "The chain".
/// </summary>
public static class CanonicalEntry
{
    /// <summary>A timestamp always has six decimals, so that there is one way to write it.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private const int UuidLength = 36;
    private const int MaxDigits = 20;

    /// <summary><paramref name="previousHash"/> is null for the first entry, which has no predecessor.</summary>
    public static void Write(IBufferWriter<byte> output, AuditRecord entry, Sha256? previousHash)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(entry);

        // In the order of RFC 8785; a test compares with the general writer.
        output.Write("{"u8);
        Text(output, "\"action\":"u8, entry.Action);
        Text(output, ",\"actor\":{\"id\":"u8, entry.ActorId);
        Text(output, ",\"ipAddress\":"u8, entry.ActorIp);
        Text(output, ",\"type\":"u8, entry.ActorType);
        output.Write("}"u8);
        Object(output, ",\"context\":"u8, entry.Context);
        output.Write(",\"eventId\":\""u8);
        Format(output, entry.EventId, UuidLength, default);
        output.Write("\""u8);
        Text(output, ",\"eventType\":"u8, entry.EventType);
        Object(output, ",\"metadata\":"u8, entry.Metadata);
        if (previousHash is { } previous)
        {
            output.Write(",\"previousHash\":\""u8);
            Convert.TryToHexStringLower(previous.Bytes, output.GetSpan(2 * Sha256.Size), out var written);
            output.Advance(written);
            output.Write("\""u8);
        }

        Text(output, ",\"resourceId\":"u8, entry.ResourceId);
        Text(output, ",\"resourceType\":"u8, entry.ResourceType);
        Text(output, ",\"result\":"u8, entry.Result);
        output.Write(",\"sequence\":"u8);
        Format(output, entry.Sequence, MaxDigits, default);
        output.Write(",\"timestamp\":\""u8);
        Format(output, entry.Timestamp.UtcDateTime, TimeFormat.Length, TimeFormat);
        output.Write("\"}"u8);
    }

    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>
    /// The JSON value that stands for a stored text of context or metadata: the object itself, or, when a damaged text has no
    /// canonical form, a JSON string of the text, so that every row can be hashed. Null for an empty object, which is left out.
    /// </summary>
    public static byte[]? Details(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored == "{}")
        {
            return null;
        }

        return CanonicalFlat.Is(stored) ? Encoding.ASCII.GetBytes(stored) : Parsed(stored);
    }

    private static byte[]? Parsed(string stored)
    {
        var buffer = new ArrayBufferWriter<byte>(stored.Length + 16);
        try
        {
            using var document = JsonDocument.Parse(stored, CanonicalJson.Reading);
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                CanonicalJson.Write(buffer, document.RootElement);
                return buffer.WrittenCount == 2 ? null : buffer.WrittenSpan.ToArray();
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            buffer.Clear();
        }

        CanonicalText.Write(buffer, stored);
        return buffer.WrittenSpan.ToArray();
    }

    // In an array of its own only where the parser made one.
    private static void Object(IBufferWriter<byte> output, ReadOnlySpan<byte> name, string stored)
    {
        if (CanonicalFlat.Is(stored))
        {
            output.Write(name);
            output.Advance(Encoding.ASCII.GetBytes(stored, output.GetSpan(stored.Length)));
        }
        else if (Details(stored) is { } details)
        {
            output.Write(name);
            output.Write(details);
        }
    }

    private static void Text(IBufferWriter<byte> output, ReadOnlySpan<byte> name, string value)
    {
        output.Write(name);
        CanonicalText.Write(output, value);
    }

    private static void Format<T>(IBufferWriter<byte> output, T value, int maxLength, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(output.GetSpan(maxLength), out var written, format, CultureInfo.InvariantCulture);
        output.Advance(written);
    }
}
