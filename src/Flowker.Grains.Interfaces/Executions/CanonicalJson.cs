using System.Security.Cryptography;
using System.Text.Json;

namespace Flowker.Grains.Interfaces.Executions;

/// <summary>Writes JSON with members in RFC 8785 order (UTF-16 code units), no blanks, numbers as they are spelled.</summary>
internal static class CanonicalJson
{
    public static byte[] Hash(Guid workflowId, JsonElement input)
    {
        using var stream = new MemoryStream();
        stream.Write(workflowId.ToByteArray(bigEndian: true));
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, input);
        }

        return SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, value) in InOrder(element))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // Of a repeated member the last one counts, as it does for every reader of the input.
    private static SortedDictionary<string, JsonElement> InOrder(JsonElement element)
    {
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }
}
