using System.Buffers;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Grains.Workflows;

/// <summary>
/// A change merges metadata key by key; leaving it out keeps all. A key whose new value is <c>null</c> is removed, which the
/// reference could not do (B-36).
/// </summary>
internal static class MetadataMerge
{
    public static JsonElement? Apply(JsonElement? stored, JsonElement? change)
    {
        if (change is not { ValueKind: JsonValueKind.Object } members)
        {
            return stored;
        }

        var merged = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in (stored is { ValueKind: JsonValueKind.Object } kept ? kept.EnumerateObject().ToArray() : []).Concat(members.EnumerateObject()))
        {
            merged[member.Name] = member.Value;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in merged.Where(m => m.Value.ValueKind is not JsonValueKind.Null))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }
}
