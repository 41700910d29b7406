using System.Text.Json;
using Flowker.Engine;
using Flowker.Engine.Json;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;

namespace Flowker.Grains.Access;

/// <summary>The body of a new API key: <c>{name, role, expiresAt?}</c>.</summary>
internal sealed record ApiKeyInput(string Name, string Role, DateTimeOffset? ExpiresAt)
{
    // How the audit trail names the administrator's key of the settings, the service itself, and whoever was not known.
    private static readonly HashSet<string> Reserved = ["API_KEY", "API-KEY", "APIKEY", "ANONYMOUS", "FLOWKER", "SYSTEM"];

    /// <summary>Null with FLK-0001 or FLK-0372.</summary>
    public static (ApiKeyInput? Input, IReadOnlyList<Finding> Findings) Read(ReadOnlyMemory<byte> utf8, DateTimeOffset now)
    {
        if (!JsonText.TryParse(utf8, out var body) || body.ValueKind is not JsonValueKind.Object)
        {
            return (null, [new Finding("FLK-0001", "The body must be a JSON object.")]);
        }

        List<Finding> findings = [];
        var name = Text(body, "name") ?? "";
        var role = Text(body, "role") ?? "";
        if (string.IsNullOrWhiteSpace(name) || TextLength.Exceeds(name, 100))
        {
            findings.Add(new Finding("FLK-0372", "name must be a string of 1 to 100 characters.", "name"));
        }
        else if (!PlainLine.Is(name))
        {
            findings.Add(new Finding("FLK-0372", $"name {PlainLine.Rule}.", "name"));
        }
        else if (Reserved.Contains(PlainLine.Skeleton(name)))
        {
            findings.Add(new Finding("FLK-0372", "name is one that the audit trail has for somebody else.", "name"));
        }

        if (!Roles.All.Contains(role))
        {
            findings.Add(new Finding("FLK-0372", $"role must be one of {string.Join(", ", Roles.All)}.", "role"));
        }

        DateTimeOffset? expiresAt = null;
        if (body.TryGetProperty("expiresAt", out var given) && given.ValueKind is not JsonValueKind.Null)
        {
            expiresAt = Time(given);
            if (expiresAt is null || expiresAt <= now)
            {
                findings.Add(new Finding("FLK-0372", "expiresAt must be a time to come in the form of RFC 3339, such as 2030-01-31T12:00:00Z.", "expiresAt"));
            }
        }

        return findings.Count > 0 ? (null, findings) : (new ApiKeyInput(name, role, expiresAt), findings);
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;

    private static DateTimeOffset? Time(JsonElement value) =>
        value.ValueKind is JsonValueKind.String
        && JsonStrings.TryGet(value, out var text)
        && Rfc3339.TryRead(text, out var time)
            ? time
            : null;
}
