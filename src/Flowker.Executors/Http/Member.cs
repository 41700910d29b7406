using System.Text.Json;

namespace Flowker.Executors.Http;

/// <summary>Members of a JSON object that may be absent, null or no object at all.</summary>
internal static class Member
{
    public static bool Has(JsonElement holder, string name) => Find(holder, name) is not null;

    /// <summary>Null when it is absent, null or no text.</summary>
    public static string? Text(JsonElement holder, string name)
    {
        if (Find(holder, name) is not { ValueKind: JsonValueKind.String } value)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new CallRefusedException($"The text of \"{name}\" is not valid Unicode.");
        }
    }

    public static JsonElement? Object(JsonElement holder, string name) =>
        Find(holder, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static double? Number(JsonElement holder, string name) =>
        Find(holder, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    /// <summary>True when it is there and null.</summary>
    public static bool IsNull(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Null;

    /// <summary>Null when it is absent or null.</summary>
    public static JsonElement? Find(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out var value)
            && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;
}
