using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flowker.Engine.Json;

/// <summary>Makes JSON that can be changed of JSON that cannot. Numbers and texts keep their spelling.</summary>
internal static class JsonNodes
{
    /// <summary>Of repeated members the last counts; the framework's own conversion would throw on them.</summary>
    public static JsonNode? Of(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in value.EnumerateObject())
                {
                    members[member.Name] = Of(member.Value);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Of)]);
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            default:
                return JsonValue.Create(value);
        }
    }
}
