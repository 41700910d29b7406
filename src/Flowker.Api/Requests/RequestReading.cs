using Flowker.Api.Errors;

namespace Flowker.Api.Requests;

/// <summary>Reads ids and headers of a request.</summary>
internal static class RequestReading
{
    private const string KeyHeader = "Idempotency-Key";

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
        var key = GivenKey(request);
        return Flowker.Grains.Interfaces.Executions.IdempotencyKey.IsValid(key ?? "") ? (key, null)
            : (null, ErrorResults.Error("FLK-0509", request.Headers[KeyHeader].Count > 1
                ? "The header Idempotency-Key is there more than once, with different keys."
                : "The header Idempotency-Key is required: 1 to 255 printable ASCII characters."));
    }

    /// <summary>
    /// The trimmed key, null when there is none. A proxy may double the header, which changes nothing; different keys make one
    /// that no key can be, since joined they would be another key in front of another proxy.
    /// </summary>
    public static string? GivenKey(HttpRequest request)
    {
        var keys = request.Headers[KeyHeader].Select(key => key?.Trim() ?? "").Distinct(StringComparer.Ordinal).ToArray();
        return keys switch
        {
            [] or [""] => null,
            [var key] => key,
            _ => string.Join('\n', keys),
        };
    }
}
