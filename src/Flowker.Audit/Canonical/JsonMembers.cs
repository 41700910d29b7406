using System.Text.Json;

namespace Flowker.Audit.Canonical;

/// <summary>Members of JSON objects from outside, read without trust.</summary>
internal static class JsonMembers
{
    /// <summary>Throws <see cref="FormatException"/> when there is no such member of that kind.</summary>
    public static JsonElement Member(this JsonElement value, string name, JsonValueKind kind) =>
        value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind == kind
            ? member
            : throw new FormatException($"'{name}' is missing or of the wrong kind.");

    public static string Text(this JsonElement value, string name) => CanonicalText.Read(value.Member(name, JsonValueKind.String));

    public static string? TextOrNull(this JsonElement value, string name) => value.TryGetProperty(name, out _) ? value.Text(name) : null;

    public static long Integer(this JsonElement value, string name) =>
        value.Member(name, JsonValueKind.Number).TryGetInt64(out var number)
            ? number
            : throw new FormatException($"'{name}' is no whole number.");

    public static Sha256 Hash(this JsonElement value, string name) =>
        Sha256.TryParse(value.Text(name), out var hash) ? hash : throw new FormatException($"'{name}' is no SHA-256 hash.");

    public static Sha256? HashOrNull(this JsonElement value, string name) => value.TryGetProperty(name, out _) ? value.Hash(name) : null;

    public static Guid Uuid(this JsonElement value, string name) =>
        Guid.TryParseExact(value.Text(name), "D", out var id) ? id : throw new FormatException($"'{name}' is no UUID.");

    public static byte[] Bytes(this JsonElement value, string name) =>
        value.Member(name, JsonValueKind.String).TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw new FormatException($"'{name}' is not Base64.");

    /// <summary>What is not known is not proven, so it must not be there.</summary>
    public static void HasOnly(this JsonElement value, string[] names)
    {
        if (value.ValueKind is not JsonValueKind.Object || value.EnumerateObject().Any(m => !names.Contains(CanonicalText.ReadName(m))))
        {
            throw new FormatException($"An object holds something other than {string.Join(", ", names)}.");
        }
    }
}
