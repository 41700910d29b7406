using System.IO.Compression;
using System.Net;
using System.Text;
using Flowker.Engine.Executions;
using Flowker.Executors.Http;

namespace Flowker.Executors.Tests.Http;

public sealed class AnswerTests
{
    [Fact]
    public async Task The_envelope_holds_the_whole_answer()
    {
        await using var server = new LoopbackServer(
            "HTTP/1.1 404 Not Here\r\nx-request-ID: 7\r\nX-Multi: a\r\nX-Multi: b\r\nETag: \"e\"\r\n"
            + "content-type: application/problem+json\r\nContent-Length: 10\r\n\r\n{\"n\":1.10}");
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"path":"a","query":{"q":"1"}}""");

        Assert.Equal(CallOutcome.Rejected, result.Outcome);
        Assert.Equal(
            """{"status":404,"status_text":"404 Not Here","url":"URL/a?q=1","headers":{"X-Request-Id":"7","X-Multi":"a, b" """.TrimEnd()
            + ""","Etag":"\"e\"","Content-Type":"application/problem+json","Content-Length":"10"},"body":{"n":1.10}}""",
            result.Envelope().GetRawText().Replace(server.Url, "URL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/json", "[1,2.0]", "[1,2.0]")]
    [InlineData("application/json; charset=utf-8", "null", "null")]
    [InlineData("application/vnd.api+json", "7.00", "7.00")]
    [InlineData("application/json", "{oops", "\"{oops\"")]
    [InlineData("application/json", "\uFEFF{\"a\":1}", "{\"a\":1}")]
    [InlineData("application/json", "{\"half\":\"\\ud800\"}", "\"{\\\"half\\\":\\\"\\\\ud800\\\"}\"")]
    [InlineData("text/plain", "héllo", "\"héllo\"")]
    [InlineData("application/xml", "<a/>", "\"<a/>\"")]
    [InlineData("", "plain", "\"plain\"")]
    [InlineData("application/octet-stream", "abc", "\"YWJj\"")]
    [InlineData("image/png", "abc", "\"YWJj\"")]
    public async Task The_media_type_decides_what_the_body_is(string type, string body, string expected)
    {
        var header = type.Length > 0 ? $"Content-Type: {type}\r\n" : "";
        await using var server = new LoopbackServer(
            $"HTTP/1.1 200 OK\r\n{header}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        using var http = new ExecutorHarness();

        Assert.Equal(expected, (await http.CallAsync(server)).Body().GetRawText());
    }

    [Theory]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    [InlineData("""{"a":[{"x":1.0,"x":2.00}],"\u0061":{"y":1,"y":2}}""", """{"a":{"y":2}}""")]
    [InlineData("""[{"a":1,"a":2}]""", """[{"a":2}]""")]
    public async Task Of_a_member_that_an_answer_has_twice_only_the_last_is_left(string body, string kept)
    {
        await using var server = new LoopbackServer(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var http = new ExecutorHarness();

        Assert.Equal(kept, (await http.CallAsync(server)).Body().GetRawText());
    }

    [Theory]
    [InlineData(64, CallOutcome.Success)]
    [InlineData(65, CallOutcome.Rejected)]
    public async Task An_answer_that_nests_too_deeply_is_refused_and_not_taken_for_text(int depth, CallOutcome outcome)
    {
        var body = new string('[', depth) + new string(']', depth);
        await using var server = new LoopbackServer(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome is CallOutcome.Rejected, result.Message?.Contains("deeper than 64", StringComparison.Ordinal) is true);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1")]
    [InlineData("text/plain; charset=\"windows-1252\"")]
    public async Task Text_is_read_in_its_charset(string type)
    {
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: 2\r\n\r\n", token);
            await stream.WriteAsync(new byte[] { 0xE4, 0xF6 }, token);
        });
        using var http = new ExecutorHarness();

        Assert.Equal("äö", (await http.CallAsync(server)).Body().GetString());
    }

    [Fact]
    public async Task Json_that_nests_too_deeply_is_text()
    {
        var deep = new string('[', 65) + new string(']', 65);
        await using var server = new LoopbackServer(LoopbackServer.Ok(deep));
        using var http = new ExecutorHarness();

        Assert.Equal(deep, (await http.CallAsync(server)).Body().GetString());
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n", "POST")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n", "POST")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n", "HEAD")]
    public async Task Without_content_there_is_no_body(string answer, string method)
    {
        await using var server = new LoopbackServer(answer);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, $$"""{"method":"{{method}}"}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.False(result.Envelope().TryGetProperty("body", out _));
    }

    [Theory]
    [InlineData("\"max_response_bytes\":2000", 2000, CallOutcome.Success)]
    [InlineData("\"max_response_bytes\":2000", 2001, CallOutcome.Rejected)]
    [InlineData("\"max_response_bytes\":1", 1024, CallOutcome.Success)]
    [InlineData("\"max_response_bytes\":1", 1025, CallOutcome.Rejected)]
    [InlineData("\"other\":1", 1048576, CallOutcome.Success)]
    [InlineData("\"other\":1", 1048577, CallOutcome.Rejected)]
    public async Task A_body_beyond_the_limit_fails_the_call(string more, int size, CallOutcome outcome)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok(new string('7', size)));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more: $"{{{more}}}");

        Assert.Equal((outcome, false, 200), (result.Outcome, result.Transient, result.StatusCode));
        Assert.Equal(outcome is CallOutcome.Success, result.Envelope().TryGetProperty("body", out _));
        Assert.Equal(outcome is CallOutcome.Success, result.Message is null);
    }

    [Fact]
    public async Task An_endless_body_is_left_at_the_limit()
    {
        var written = 0L;
        var over = new TaskCompletionSource();
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", token);
            try
            {
                for (var chunk = new byte[8192]; ; written += chunk.Length)
                {
                    await stream.WriteAsync(chunk, token);
                }
            }
            finally
            {
                over.SetResult();
            }
        });
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);
        await over.Task;

        Assert.Equal((CallOutcome.Rejected, 200), (result.Outcome, result.StatusCode));
        Assert.InRange(written, 1, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_compressed_body_is_read()
    {
        await using var server = Gzipped("""{"a":1}"""u8.ToArray());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal(1, result.Body().GetProperty("a").GetInt32());
        Assert.Contains("gzip", server.Request.Header("Accept-Encoding"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_counts_by_its_true_size()
    {
        await using var server = Gzipped(new byte[64 * 1024 * 1024]);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal((CallOutcome.Rejected, 200), (result.Outcome, result.StatusCode));
    }

    [Fact]
    public async Task No_more_than_the_limit_and_one_chunk_is_ever_taken()
    {
        using var endless = new EndlessStream();
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(endless) };

        var body = await AnswerBody.ReadAsync(response, 100_000, CancellationToken.None);

        Assert.Equal(BodyEnd.TooLarge, body.End);
        Assert.True(body.Bytes.IsEmpty);
        Assert.InRange(endless.Taken, 100_000, 100_000 + 16 * 1024);
    }

    private static LoopbackServer Gzipped(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(
                stream,
                $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {packed.ToArray().Length}\r\n\r\n",
                token);
            await stream.WriteAsync(packed.ToArray(), token);
        });
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Taken { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Taken += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
