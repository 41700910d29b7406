using System.Net;
using System.Net.Sockets;
using Flowker.Engine.Executions;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Executors.Tests.Http;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData("200 OK", CallOutcome.Success)]
    [InlineData("201 Created", CallOutcome.Success)]
    [InlineData("299 Odd", CallOutcome.Success)]
    [InlineData("304 Not Modified", CallOutcome.Rejected)]
    [InlineData("400 Bad Request", CallOutcome.Rejected)]
    [InlineData("404 Not Found", CallOutcome.Rejected)]
    [InlineData("422 Unprocessable", CallOutcome.Rejected)]
    [InlineData("408 Request Timeout", CallOutcome.Failed)]
    [InlineData("425 Too Early", CallOutcome.Failed)]
    [InlineData("429 Too Many", CallOutcome.Failed)]
    [InlineData("500 Oops", CallOutcome.Failed)]
    [InlineData("503 Busy", CallOutcome.Failed)]
    [InlineData("599 Last", CallOutcome.Failed)]
    [InlineData("600 Beyond", CallOutcome.Rejected)]
    [InlineData("999 Odd", CallOutcome.Rejected)]
    public async Task The_status_decides(string status, CallOutcome outcome)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status(status));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome is CallOutcome.Failed, result.Transient);
        Assert.Equal(int.Parse(status[..3], null), result.StatusCode);
        Assert.Equal(result.StatusCode, result.Envelope().GetProperty("status").GetInt32());
        Assert.Equal(outcome is CallOutcome.Success, result.Message is null);
    }

    [Theory]
    [InlineData("""{"successStatusCodes":[200,404]}""", "404 Not Found", CallOutcome.Success)]
    [InlineData("""{"success_status_codes":[404]}""", "404 Not Found", CallOutcome.Success)]
    [InlineData("""{"successStatusCodes":[200]}""", "201 Created", CallOutcome.Rejected)]
    [InlineData("""{"successStatusCodes":[]}""", "204 No Content", CallOutcome.Success)]
    [InlineData("""{"successStatusCodes":[503]}""", "503 Busy", CallOutcome.Success)]
    public async Task The_node_may_say_what_success_is(string node, string status, CallOutcome outcome)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status(status));
        using var http = new ExecutorHarness();

        Assert.Equal(outcome, (await http.CallAsync(server, node)).Outcome);
    }

    [Fact]
    public async Task A_refused_connection_was_never_sent()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        var config = ExecutorHarness.Config(server);
        await server.DisposeAsync();
        using var http = new ExecutorHarness();

        AssertNotSent(await http.CallAsync(config));
    }

    [Fact]
    public async Task An_unknown_name_was_never_sent()
    {
        using var http = new ExecutorHarness();

        var result = await http.CallAsync("""{"base_url":"http://nowhere.example"}""");

        AssertNotSent(result);
        Assert.Contains("name", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_addresses_was_never_sent()
    {
        using var http = new ExecutorHarness(resolver: new FixedResolver(new() { ["empty.example"] = [] }));

        AssertNotSent(await http.CallAsync("""{"base_url":"http://empty.example"}"""));
    }

    [Fact]
    public async Task Time_running_out_before_the_connection_stands_was_never_sent()
    {
        var time = new FakeTimeProvider();
        var resolver = new HangingResolver();
        using var http = new ExecutorHarness(time, resolver: resolver);

        var call = http.CallAsync("""{"base_url":"http://slow.example","timeout_seconds":3}""");
        await resolver.Asked;
        time.Advance(TimeSpan.FromSeconds(3));

        AssertNotSent(await call);
    }

    [Theory]
    [InlineData("", 30, null)]
    [InlineData("""{"timeout_seconds":7}""", 7, null)]
    [InlineData("""{"timeout_ms":2500}""", 2.5, null)]
    [InlineData("""{"timeout_seconds":0.2}""", 1, null)]
    [InlineData("""{"timeout_seconds":100000}""", 300, null)]
    [InlineData("""{"timeout_seconds":7}""", 2, 2)]
    public async Task Time_running_out_after_sending_leaves_the_outcome_unknown(string more, double expected, int? node)
    {
        var time = new FakeTimeProvider();
        await using var server = new LoopbackServer((_, _, token) => Task.Delay(Timeout.Infinite, token));
        using var http = new ExecutorHarness(time);

        var call = http.CallAsync(server, more: more, timeout: node is { } s ? TimeSpan.FromSeconds(s) : null);
        await server.FirstRequest;
        time.Advance(TimeSpan.FromSeconds(expected) - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        AssertUnknown(await call);
    }

    [Fact]
    public async Task Time_running_out_within_the_body_leaves_the_outcome_unknown()
    {
        var time = new FakeTimeProvider();
        var begun = new TaskCompletionSource();
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", token);
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        });
        using var http = new ExecutorHarness(time);

        var call = http.CallAsync(server);
        await begun.Task;
        time.Advance(TimeSpan.FromSeconds(30));

        AssertUnknown(await call);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\nabcdef")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    public async Task An_answer_that_is_cut_off_or_garbage_leaves_the_outcome_unknown(string answer)
    {
        await using var server = new LoopbackServer(answer);
        using var http = new ExecutorHarness();

        AssertUnknown(await http.CallAsync(server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")]
    public async Task A_reset_leaves_the_outcome_unknown(string before)
    {
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(stream, before, token);
            ((NetworkStream)stream).Socket.LingerState = new LingerOption(true, 0);
        });
        using var http = new ExecutorHarness();

        AssertUnknown(await http.CallAsync(server));
    }

    [Theory]
    [InlineData("503 Busy", CallOutcome.Failed)]
    [InlineData("404 Not Found", CallOutcome.Rejected)]
    public async Task A_refusal_counts_though_its_body_is_cut_off(string status, CallOutcome outcome)
    {
        await using var server = new LoopbackServer($"HTTP/1.1 {status}\r\nContent-Length: 10\r\n\r\n123");
        using var http = new ExecutorHarness();

        Assert.Equal(outcome, (await http.CallAsync(server)).Outcome);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_throws()
    {
        await using var server = new LoopbackServer((_, _, token) => Task.Delay(Timeout.Infinite, token));
        using var http = new ExecutorHarness();
        using var stop = new CancellationTokenSource();

        var call = http.CallAsync(server, cancellationToken: stop.Token);
        await server.FirstRequest;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After: 0\r\n", 0)]
    [InlineData("Retry-After: 999999\r\n", 3600)]
    [InlineData("Retry-After: 2147483647\r\n", 3600)]
    [InlineData("Retry-After: 2147483648\r\n", 3600)]
    [InlineData("Retry-After: 1796047200000\r\n", 3600)]
    [InlineData("Retry-After: 99999999999999999999999999999999999999999999\r\n", 3600)]
    [InlineData("Retry-After: -5\r\n", null)]
    [InlineData("Retry-After: Wed, 01 Jan 2025 00:01:30 GMT\r\n", 90)]
    [InlineData("Retry-After: Tue, 31 Dec 2024 00:00:00 GMT\r\n", 0)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("", null)]
    public async Task The_wait_the_provider_asks_for_is_reported(string header, int? seconds)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("429 Too Many", header));
        using var http = new ExecutorHarness(new FakeTimeProvider(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var result = await http.CallAsync(server);

        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, result.RetryAfter);
    }

    [Theory]
    [InlineData("Retry-After: 3600\r\n", false)]
    [InlineData("Retry-After: 3601\r\n", true)]
    [InlineData("Retry-After: 1796047200000\r\n", true)]
    public async Task A_wait_that_is_cut_is_named(string header, bool named)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("429 Too Many", header));
        using var http = new ExecutorHarness();

        Assert.Equal(named, (await http.CallAsync(server)).Message!.Contains("longer than an hour", StringComparison.Ordinal));
    }

    private static void AssertNotSent(CallResult result)
    {
        Assert.Equal((CallOutcome.Failed, true, null), (result.Outcome, result.Transient, result.StatusCode));
        Assert.NotNull(result.Message);
        Assert.Null(result.Response);
    }

    private static void AssertUnknown(CallResult result)
    {
        Assert.Equal((CallOutcome.Unknown, true, null), (result.Outcome, result.Transient, result.StatusCode));
        Assert.NotNull(result.Message);
        Assert.Null(result.Response);
        Assert.Equal("POST", result.Method);
        Assert.StartsWith("http://127.0.0.1:", result.Url, StringComparison.Ordinal);
    }

    private sealed class HangingResolver : Flowker.Executors.Egress.IHostResolver
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }
    }
}
