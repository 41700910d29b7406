using System.Text.Json;
using System.Text.RegularExpressions;

namespace Flowker.Audit.Evidence;

/// <summary>What was given is no evidence file: nothing can be said of it, not even that it was forged.</summary>
public sealed partial class NoEvidenceException(string message) : FormatException(message)
{
    internal static void ThrowUnless(JsonElement json, string format, int version)
    {
        if (Text(json, "format") != format)
        {
            throw new NoEvidenceException(Text(json, "code") is { } code && ErrorCode().IsMatch(code)
                ? $"This is no evidence file, but the answer {code} of the service. Evidence is there once a checkpoint covers the execution: ?wait=30 waits for it."
                : "This is no evidence file.");
        }

        if (!json.TryGetProperty("version", out var given) || given.ValueKind is not JsonValueKind.Number || !given.TryGetInt32(out var number) || number != version)
        {
            throw new NoEvidenceException("This is an evidence file of a version that is not known here.");
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^FLK-[0-9]{4}$")]
    private static partial Regex ErrorCode();
}
