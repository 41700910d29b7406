using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Validation;

/// <summary>All strings within a JSON value, and where they stand.</summary>
internal static class JsonTexts
{
    /// <summary>Strings that are no valid Unicode are left out.</summary>
    public static IEnumerable<(string Field, string Text)> Of(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.String => JsonStrings.TryGet(value, out var text) ? [(field, text)] : [],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => JsonStrings.TryGetName(m, out var name) ? Of(m.Value, $"{field}.{name}") : []),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Of(item, string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"))),
        _ => [],
    };
}
