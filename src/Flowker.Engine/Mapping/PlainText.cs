using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>A value as it stands within a text.</summary>
internal static class PlainText
{
    /// <summary>A text bare, everything else as JSON with the spelling it came with; null for <c>null</c>.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => TolerantJson.TextOf(value),
        _ => value.GetRawText(),
    };
}
