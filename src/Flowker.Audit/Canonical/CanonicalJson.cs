using System.Buffers;
using System.Text.Json;

namespace Flowker.Audit.Canonical;

/// <summary>
/// JSON in the canonical form of RFC 8785: members by the UTF-16 code units of their names, no blanks, texts and numbers
/// written in one way. Values outside of I-JSON (RFC 7493) have no such form: repeated members, texts that are not valid
/// Unicode, and numbers that a double cannot hold exactly.
/// </summary>
public static class CanonicalJson
{
    /// <summary>What is hashed nests no deeper than this.</summary>
    public const int MaxDepth = 64;

    /// <summary>How JSON is read that is going to be hashed or trusted.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Throws <see cref="FormatException"/> when the value has no canonical form.</summary>
    public static byte[] Encode(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The object without one of its members. Throws <see cref="FormatException"/> as above.</summary>
    public static byte[] EncodeWithout(JsonElement value, string member)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException("This is no JSON object.");
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        WriteObject(buffer, value, member);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Throws <see cref="FormatException"/> when the value has no canonical form; then part of it may be written.</summary>
    public static void Write(IBufferWriter<byte> output, JsonElement value)
    {
        ArgumentNullException.ThrowIfNull(output);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, value, except: null);
                break;
            case JsonValueKind.Array:
                WriteArray(output, value);
                break;
            case JsonValueKind.String:
                CanonicalText.Write(output, CanonicalText.Read(value));
                break;
            case JsonValueKind.Number:
                CanonicalNumber.Write(output, value.GetRawText());
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new FormatException("There is no value.");
        }
    }

    private static void WriteObject(IBufferWriter<byte> output, JsonElement value, string? except)
    {
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = CanonicalText.ReadName(member);
            if (name != except && !members.TryAdd(name, member.Value))
            {
                throw new FormatException("A member is repeated.");
            }
        }

        output.Write("{"u8);
        var first = true;
        foreach (var (name, member) in members)
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            CanonicalText.Write(output, name);
            output.Write(":"u8);
            Write(output, member);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(IBufferWriter<byte> output, JsonElement value)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            Write(output, item);
        }

        output.Write("]"u8);
    }
}
