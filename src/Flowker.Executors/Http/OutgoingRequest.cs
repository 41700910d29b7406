namespace Flowker.Executors.Http;

/// <summary>One request that is still being put together; authenticators change its URL and headers.</summary>
internal sealed class OutgoingRequest(HttpMethod method, Uri url, HeaderSet headers, RequestBody? body)
{
    public HttpMethod Method => method;

    public Uri Url { get; set; } = url;

    public HeaderSet Headers => headers;

    /// <param name="http">Who will send it, in the version of HTTP that it prefers.</param>
    public HttpRequestMessage ToMessage(HttpClient http)
    {
        var message = new HttpRequestMessage(method, Url)
        {
            Version = http.DefaultRequestVersion,
            VersionPolicy = http.DefaultVersionPolicy,
        };
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body.Bytes);
            message.Content.Headers.TryAddWithoutValidation(
                "Content-Type", headers.TryGet("Content-Type", out var type) ? type : body.ContentType);
        }

        foreach (var (name, value) in headers.Values)
        {
            // Headers that describe a body are refused by the request's own collection, and have no place without a body.
            if (!name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
                && !message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
