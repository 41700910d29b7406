using System.Text.Json;
using Flowker.Api.Errors;

namespace Flowker.Api.Requests;

/// <summary>The body of a command that must say why.</summary>
internal static class ReasonBody
{
    private const int MaxLength = 500;

    /// <summary>The reason, or what is answered without one.</summary>
    public static (string? Reason, IResult? Refusal) Read(byte[] body)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(body.Length == 0 ? "{}"u8 : body);
        }
        catch (JsonException)
        {
            return (null, ErrorResults.Error(ErrorRegistry.BadBody, "The body is not valid JSON."));
        }

        if (root.ValueKind is not JsonValueKind.Object)
        {
            return (null, ErrorResults.Error(ErrorRegistry.BadBody, "The body must be a JSON object."));
        }

        return root.TryGetProperty("reason", out var member)
            && member.ValueKind is JsonValueKind.String
            && Text(member)?.Trim() is { Length: > 0 and <= MaxLength } reason
                ? (reason, null)
                : (null, ErrorResults.Error("FLK-0553", $"reason must be a string of 1 to {MaxLength} characters."));
    }

    private static string? Text(JsonElement member)
    {
        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }
}
