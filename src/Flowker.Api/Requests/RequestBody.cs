using System.IO.Compression;
using Flowker.Api.Errors;

namespace Flowker.Api.Requests;

/// <summary>
/// Reads a JSON body: its media type checked, decompressed, never more than the limit held. Source:
/// <c>spec/reference-api.md</c>, 1.1.
/// </summary>
internal static class RequestBody
{
    /// <summary>What any route takes at most, decompressed.</summary>
    public const int HardLimit = 4 * 1024 * 1024;

    /// <summary>The body, or the answer that refuses it.</summary>
    public static async Task<(byte[]? Body, Refusal? Refusal)> ReadAsync(HttpContext http, int limit, string tooLargeCode)
    {
        try
        {
            var bytes = await ReadUpToAsync(Decoded(http.Request), limit, http.RequestAborted);
            if (bytes is null)
            {
                return (null, new Refusal(ErrorResults.Error(tooLargeCode, $"The body is larger than {limit} bytes."), TooLarge: true));
            }

            return IsJson(http.Request.ContentType)
                ? (bytes, null)
                : (null, new Refusal(ErrorResults.Error(ErrorRegistry.BadBody, "The body must be JSON, with a Content-Type that says so."), false));
        }
        catch (BadHttpRequestException failure) when (failure.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, new Refusal(ErrorResults.Error(tooLargeCode, $"The body is larger than {limit} bytes."), TooLarge: true));
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException)
        {
            return (null, new Refusal(ErrorResults.Error(ErrorRegistry.BadBody, "The body does not decode as its Content-Encoding says."), false));
        }
    }

    /// <summary>The answer that refuses a body. Its size is judged before anything else of a request, its form after the ids.</summary>
    public sealed record Refusal(IResult Answer, bool TooLarge);

    private static bool IsJson(string? contentType)
    {
        var mediaType = (contentType ?? "").Split(';')[0].Trim();
        return mediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase);
    }

    private static Stream Decoded(HttpRequest request) => request.Headers.ContentEncoding
        .SelectMany(h => (h ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Reverse()
        .Aggregate(request.Body, (stream, encoding) => encoding.ToUpperInvariant() switch
        {
            "IDENTITY" => stream,
            "GZIP" => new GZipStream(stream, CompressionMode.Decompress),
            "BR" or "BROTLI" => new BrotliStream(stream, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(stream, CompressionMode.Decompress),
            _ => throw new NotSupportedException(),
        });

    // One byte over the limit is enough to know; the rest of a bomb is never inflated.
    private static async Task<byte[]?> ReadUpToAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > limit)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }
}
