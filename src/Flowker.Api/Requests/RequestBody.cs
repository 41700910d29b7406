using System.Buffers;
using System.IO.Compression;
using Flowker.Api.Errors;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Requests;

/// <summary>
/// Reads a JSON body: its media type checked, decompressed, never more than the limit held. Source:
/// <c>spec/reference-api.md</c>, 1.1.
/// </summary>
internal static class RequestBody
{
    /// <summary>What any route takes at most, as sent and decompressed.</summary>
    public const int HardLimit = 4 * 1024 * 1024;

    /// <summary>Layers of compression that one body may have.</summary>
    private const int MaxEncodings = 4;

    private const int FirstSize = 4 * 1024;

    /// <summary>A JSON text, or the answer that refuses it. An empty body is left to the route.</summary>
    public static async Task<(byte[]? Body, Refusal? Refusal)> ReadAsync(HttpContext http, int limit, string tooLargeCode)
    {
        var (bytes, refusal) = await ReadUnparsedAsync(http, limit, tooLargeCode);
        return bytes is { Length: > 0 } && RequestJson.FaultOf(bytes) is { } fault
            ? (null, new Refusal(ErrorResults.Error(fault), false))
            : (bytes, refusal);
    }

    /// <summary>The same for a route that parses the body itself, refusing what <see cref="RequestJson"/> refuses.</summary>
    public static async Task<(byte[]? Body, Refusal? Refusal)> ReadUnparsedAsync(HttpContext http, int limit, string tooLargeCode)
    {
        var (bytes, refusal) = await ReadBytesAsync(http, limit, tooLargeCode);
        return bytes is null || IsJson(http.Request.ContentType)
            ? (bytes, refusal)
            : (null, new Refusal(ErrorResults.Error(ErrorRegistry.BadBody, "The body must be JSON, with a Content-Type that says so."), false));
    }

    /// <summary>The body whatever its media type, or the answer that refuses it.</summary>
    public static async Task<(byte[]? Body, Refusal? Refusal)> ReadBytesAsync(HttpContext http, int limit, string tooLargeCode)
    {
        var encodings = Encodings(http.Request);
        if (encodings.Count > MaxEncodings || !encodings.TrueForAll(IsUnderstood))
        {
            http.Response.Headers.AcceptEncoding = "gzip, br, deflate";
            return (null, new Refusal(ErrorResults.Error(
                ErrorRegistry.BadEncoding, $"Content-Encoding may name gzip, br and deflate, at most {MaxEncodings} in all."), Early: true));
        }

        try
        {
            var bytes = await ReadAsync(http.Request.Body, encodings, limit, http.RequestAborted);
            return bytes is null
                ? (null, new Refusal(ErrorResults.Error(tooLargeCode, $"The body is larger than {limit} bytes."), Early: true))
                : (bytes, null);
        }
        catch (BadHttpRequestException failure) when (failure.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, new Refusal(ErrorResults.Error(tooLargeCode, $"The body is larger than {limit} bytes."), Early: true));
        }
        catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException)
        {
            return (null, new Refusal(ErrorResults.Error(ErrorRegistry.BadBody, "The body does not decode as its Content-Encoding says."), false));
        }
    }

    /// <summary>The answer that refuses a body. Size and packing are judged before anything else of a request, the form after the ids.</summary>
    public sealed record Refusal(IResult Answer, bool Early);

    public static bool IsJson(string? contentType)
    {
        var mediaType = (contentType ?? "").Split(';')[0].Trim();
        return mediaType.EndsWith("json", StringComparison.OrdinalIgnoreCase);
    }

    private static List<string> Encodings(HttpRequest request) =>
    [
        .. request.Headers.ContentEncoding
            .SelectMany(h => (h ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(e => e.ToUpperInvariant())
            .Where(e => e != "IDENTITY"),
    ];

    private static bool IsUnderstood(string encoding) => encoding is "GZIP" or "BR" or "BROTLI" or "DEFLATE";

    private static Stream Decoder(string encoding, Stream encoded) => encoding switch
    {
        "GZIP" => new GZipStream(encoded, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(encoded, CompressionMode.Decompress),
        _ => new BrotliStream(encoded, CompressionMode.Decompress),
    };

    // Layer by layer, each with a limit: one that inflates to much could else feed another that inflates to nothing.
    private static async Task<byte[]?> ReadAsync(Stream body, List<string> encodings, int limit, CancellationToken cancellationToken)
    {
        var bytes = await ReadUpToAsync(body, encodings.Count > 0 ? HardLimit : limit, cancellationToken);
        for (var layer = encodings.Count - 1; layer >= 0 && bytes is { Length: > 0 }; layer--)
        {
            await using var decoded = Decoder(encodings[layer], new MemoryStream(bytes));
            bytes = await ReadUpToAsync(decoded, layer > 0 ? HardLimit : limit, cancellationToken);
        }

        return bytes;
    }

    // One byte over the limit is enough to know; the rest of a bomb is never inflated.
    private static async Task<byte[]?> ReadUpToAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        var body = ArrayPool<byte>.Shared.Rent(FirstSize);
        var length = 0;
        while (await stream.ReadAsync(Free(), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == body.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(2 * length);
                body.AsSpan().CopyTo(larger);
                ArrayPool<byte>.Shared.Return(body);
                body = larger;
            }
        }

        // Only what was read to its end goes back: a broken read might still be writing.
        var bytes = body.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(body);
        return bytes;

        Memory<byte> Free() => body.AsMemory(length, Math.Min(body.Length - length, limit - length + 1));
    }
}
