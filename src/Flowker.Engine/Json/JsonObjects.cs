using System.Text.Json;

namespace Flowker.Engine.Json;

/// <summary>Builds JSON objects.</summary>
public static class JsonObjects
{
    public static JsonElement Write(Action<Utf8JsonWriter> members) => JsonBuffer.ToElement(members, static (writer, members) =>
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    });
}
