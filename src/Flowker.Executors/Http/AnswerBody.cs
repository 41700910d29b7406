using System.Buffers;

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
    private const int FirstSize = 4 * 1024;

    /// <summary>Takes no more than the limit and holds no more than twice what has come, whatever the answer claims or sends.</summary>
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
        var read = ArrayPool<byte>.Shared.Rent(FirstSize);
        var length = 0;
        while (await stream.ReadAsync(Free(), cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            length += count;
            if (length > limit)
            {
                return new AnswerBody(BodyEnd.TooLarge, default);
            }

            if (length == read.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(2 * length);
                read.AsSpan().CopyTo(larger);
                ArrayPool<byte>.Shared.Return(read);
                read = larger;
            }
        }

        // Only what was read to its end goes back: a broken read might still be writing.
        var bytes = read.AsSpan(0, length).ToArray();
        ArrayPool<byte>.Shared.Return(read);
        return new AnswerBody(BodyEnd.Whole, bytes);

        // One byte over the limit is enough to know.
        Memory<byte> Free() => read.AsMemory(length, Math.Min(read.Length - length, limit - length + 1));
    }
}
