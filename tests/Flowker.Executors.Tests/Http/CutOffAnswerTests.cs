using System.Globalization;
using System.IO.Compression;
using System.Text;
using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Http;

/// <summary>A compressed answer that ends too early is as unknown as one that is shorter than its length.</summary>
public sealed class CutOffAnswerTests
{
    private static readonly string Text = string.Join(' ', Enumerable.Range(0, 200).Select(n => n.ToString(CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("gzip", "gzip", false)]
    [InlineData("gzip", "gzip", true)]
    [InlineData("deflate", "zlib", false)]
    [InlineData("deflate", "zlib", true)]
    [InlineData("deflate", "raw", false)]
    [InlineData("br", "br", false)]
    [InlineData("br", "br", true)]
    public async Task Cut_off_anywhere_it_leaves_the_outcome_unknown(string encoding, string format, bool chunked)
    {
        var whole = Pack(format);
        var length = whole.Length;
        await using var server = new LoopbackServer((stream, _, token) => AnswerAsync(stream, encoding, whole.AsMemory(0, length), chunked, token));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);
        Assert.Equal((CallOutcome.Success, Text), (result.Outcome, result.Body().GetString()));
        int[] cuts = [1, 2, 9, 10, 11, whole.Length / 2, .. Enumerable.Range(1, 9).Select(n => whole.Length - n)];
        foreach (var cut in cuts)
        {
            length = cut;
            result = await http.CallAsync(server);
            Assert.True((CallOutcome.Unknown, true) == (result.Outcome, result.Transient), $"cut to {cut} of {whole.Length}: {result.Outcome}");
            Assert.Null(result.Response);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_that_is_empty_is_none(string encoding)
    {
        await using var server = new LoopbackServer((stream, _, token) => AnswerAsync(stream, encoding, default, chunked: false, token));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.False(result.Envelope().TryGetProperty("body", out _));
    }

    [Fact]
    public async Task A_discovery_document_that_is_cut_off_sent_no_call()
    {
        var whole = Pack("gzip");
        await using var server = new LoopbackServer((stream, _, token) => AnswerAsync(stream, "gzip", whole.AsMemory(0, whole.Length / 2), chunked: false, token));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more:
            $$"""{"auth":{"type":"oidc_client_credentials","config":{"issuer_url":"{{server.Url}}","client_id":"c","client_secret":"s"} } }""");

        Assert.Equal((CallOutcome.Failed, true), (result.Outcome, result.Transient));
        Assert.StartsWith("GET /.well-known/", server.Request.Line, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(Stream stream, string encoding, ReadOnlyMemory<byte> body, bool chunked, CancellationToken token)
    {
        var framing = chunked ? "Transfer-Encoding: chunked" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}");
        await LoopbackServer.WriteAsync(
            stream, $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: {encoding}\r\nConnection: close\r\n{framing}\r\n\r\n", token);
        if (chunked)
        {
            await LoopbackServer.WriteAsync(stream, string.Create(CultureInfo.InvariantCulture, $"{body.Length:x}\r\n"), token);
        }

        await stream.WriteAsync(body, token);
        if (chunked)
        {
            await LoopbackServer.WriteAsync(stream, "\r\n0\r\n\r\n", token);
        }
    }

    private static byte[] Pack(string format)
    {
        using var packed = new MemoryStream();
        using (Stream pack = format switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal),
            "zlib" => new ZLibStream(packed, CompressionLevel.Optimal),
            "raw" => new DeflateStream(packed, CompressionLevel.Optimal),
            _ => new BrotliStream(packed, CompressionLevel.Optimal),
        })
        {
            pack.Write(Encoding.UTF8.GetBytes(Text));
        }

        return packed.ToArray();
    }
}
