namespace Flowker.Executors.Http;

/// <summary>How the reading of an answer's body ended.</summary>
internal enum BodyEnd
{
    Whole,
    TooLarge,

    /// <summary>The connection broke, the time was over, or the compression is faulty.</summary>
    Broken,
}

/// <summary>The answer's body after decompression; empty unless it was read to its end within the limit.</summary>
internal readonly record struct AnswerBody(BodyEnd End, ReadOnlyMemory<byte> Bytes)
{
    private const int ChunkSize = 16 * 1024;

    /// <summary>Never holds more than the limit and one chunk, whatever the answer claims or sends.</summary>
    public static async Task<AnswerBody> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > limit && response.RequestMessage?.Method != HttpMethod.Head)
        {
            return new AnswerBody(BodyEnd.TooLarge, default);
        }

        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await ReadAsync(stream, limit, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException or OperationCanceledException)
        {
            return new AnswerBody(BodyEnd.Broken, default);
        }
    }

    private static async Task<AnswerBody> ReadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var chunk = new byte[ChunkSize];
        while (await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (read.Length + count > limit)
            {
                return new AnswerBody(BodyEnd.TooLarge, default);
            }

            read.Write(chunk, 0, count);
        }

        return new AnswerBody(BodyEnd.Whole, read.ToArray());
    }
}
