using Flowker.Api.Errors;

namespace Flowker.Api.Requests;

/// <summary>Reads ids and headers of a request.</summary>
internal static class RequestReading
{
    /// <summary>Every spelling of the contract: canonical, <c>urn:uuid:</c>, in braces, 32 digits. Source: <c>spec/reference-api.md</c>, 1.</summary>
    public static bool TryId(string text, out Guid id)
    {
        const string urn = "urn:uuid:";
        var bare = text.StartsWith(urn, StringComparison.OrdinalIgnoreCase) ? text[urn.Length..] : text;
        return Guid.TryParseExact(bare, "D", out id) || Guid.TryParseExact(bare, "N", out id) || Guid.TryParseExact(bare, "B", out id);
    }

    public static IResult BadId(string text) => ErrorResults.Error(ErrorRegistry.BadId, $"'{text}' is not a UUID.");

    /// <summary>The trimmed key, or the answer that refuses it.</summary>
    public static (string? Key, IResult? Refusal) IdempotencyKey(HttpRequest request)
    {
        var key = request.Headers["Idempotency-Key"].ToString().Trim();
        return Flowker.Grains.Interfaces.Executions.IdempotencyKey.IsValid(key)
            ? (key, null)
            : (null, ErrorResults.Error("FLK-0509", "The header Idempotency-Key is required: 1 to 255 printable ASCII characters."));
    }
}
