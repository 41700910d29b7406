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
}
