using System.IO.Compression;
using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Http;

/// <summary>Providers that mean harm: the call ends clearly, and memory stays flat.</summary>
[Collection(nameof(HostileProviderTests))]
[CollectionDefinition(nameof(HostileProviderTests), DisableParallelization = true)]
public sealed class HostileProviderTests
{
    private const long Gigabyte = 1L << 30;
    private const long Unpacked = 256L << 20;
    private const long Flat = 32L << 20;

    [Theory]
    [InlineData("Content-Length: 1073741824\r\n")]
    [InlineData("")]
    [InlineData("Transfer-Encoding: chunked\r\n")]
    public async Task A_gigabyte_is_not_taken(string framing)
    {
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{framing}\r\n", token);
            await PourAsync(stream, framing.Contains("chunked", StringComparison.Ordinal), token);
        });
        using var http = new ExecutorHarness();

        var (result, allocated) = await MeasureAsync(() => http.CallAsync(server));

        Assert.Equal((CallOutcome.Rejected, false, 200), (result.Outcome, result.Transient, result.StatusCode));
        Assert.Contains("larger than 1048576 bytes", result.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, Flat);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_unpacks_to_far_more_is_left_at_the_limit(string encoding)
    {
        var bomb = Bomb(encoding);
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(
                stream, $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: {encoding}\r\nContent-Length: {bomb.Length}\r\n\r\n", token);
            await stream.WriteAsync(bomb, token);
        });
        using var http = new ExecutorHarness();

        var (result, allocated) = await MeasureAsync(() => http.CallAsync(server));

        Assert.Equal((CallOutcome.Rejected, 200), (result.Outcome, result.StatusCode));
        Assert.Contains("larger than", result.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, Flat);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", "X-More: 0123456789012345678901234567890123456789\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Long: ", "0123456789012345678901234567890123456789")]
    [InlineData("", "0123456789012345678901234567890123456789")]
    public async Task A_head_that_never_ends_leaves_the_outcome_unknown(string start, string more)
    {
        await using var server = Endless(start, more);
        using var http = new ExecutorHarness();

        var (result, allocated) = await MeasureAsync(() => http.CallAsync(server));

        Assert.Equal((CallOutcome.Unknown, true), (result.Outcome, result.Transient));
        Assert.InRange(allocated, 0, Flat);
    }

    [Fact]
    public async Task A_body_that_drips_for_ever_ends_with_the_time()
    {
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", token);
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (await beat.WaitForNextTickAsync(token))
            {
                await LoopbackServer.WriteAsync(stream, ".", token);
            }
        });
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, timeout: TimeSpan.FromMilliseconds(500));

        Assert.Equal((CallOutcome.Unknown, true), (result.Outcome, result.Transient));
    }

    private static LoopbackServer Endless(string start, string more) => new(async (stream, _, token) =>
    {
        await LoopbackServer.WriteAsync(stream, start, token);
        for (var sent = 0L; sent < Gigabyte; sent += more.Length)
        {
            await LoopbackServer.WriteAsync(stream, more, token);
        }
    });

    private static async Task PourAsync(Stream stream, bool chunked, CancellationToken token)
    {
        var zeros = new byte[64 * 1024];
        byte[] frame = chunked ? [.. "10000\r\n"u8, .. zeros, .. "\r\n"u8] : zeros;
        for (var sent = 0L; sent < Gigabyte; sent += zeros.Length)
        {
            await stream.WriteAsync(frame, token);
        }
    }

    private static byte[] Bomb(string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream pack = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        })
        {
            var zeros = new byte[1024 * 1024];
            for (var written = 0L; written < Unpacked; written += zeros.Length)
            {
                pack.Write(zeros);
            }
        }

        return packed.ToArray();
    }

    /// <summary>With all that was allocated meanwhile, the provider's own share included.</summary>
    private static async Task<(CallResult Result, long Allocated)> MeasureAsync(Func<Task<CallResult>> call)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var result = await call();
        return (result, GC.GetTotalAllocatedBytes(precise: true) - before);
    }
}
