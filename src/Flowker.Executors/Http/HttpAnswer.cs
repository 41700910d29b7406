namespace Flowker.Executors.Http;

/// <summary>A provider's answer, taken off the wire.</summary>
internal sealed record HttpAnswer
{
    public required int Status { get; init; }

    public required string? ReasonPhrase { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required AnswerBody Body { get; init; }

    public required RetryAfterHeader RetryAfter { get; init; }

    public static HttpAnswer Read(HttpResponseMessage response, AnswerBody body) => new()
    {
        Status = (int)response.StatusCode,
        ReasonPhrase = response.ReasonPhrase,
        Headers =
        [
            .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .Select(h => KeyValuePair.Create(h.Key, h.Value.ToString())),
        ],
        Body = body,
        RetryAfter = RetryAfterHeader.Read(response.Headers),
    };

    public string? Header(string name) =>
        Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
