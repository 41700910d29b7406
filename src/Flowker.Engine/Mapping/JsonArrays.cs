using System.Buffers;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>Builds JSON arrays.</summary>
internal static class JsonArrays
{
    /// <summary>What is missing is <c>null</c> in its place.</summary>
    public static JsonElement Of(IReadOnlyList<JsonElement?> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                if (value is { } some)
                {
                    writer.WriteRawValue(some.GetRawText(), skipInputValidation: true);
                }
                else
                {
                    writer.WriteNullValue();
                }
            }

            writer.WriteEndArray();
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }
}
