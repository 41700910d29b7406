using System.Buffers;
using System.Text.Json;

namespace Flowker.Engine.Json;

/// <summary>Builds JSON objects.</summary>
public static class JsonObjects
{
    public static JsonElement Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }
}
