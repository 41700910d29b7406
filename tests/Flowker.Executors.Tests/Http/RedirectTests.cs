using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Http;

public sealed class RedirectTests
{
    private const string Bearer = """{"auth":{"type":"bearer","config":{"token":"t"}},"headers":{"X-Provider":"p"}}""";

    [Theory]
    [InlineData("GET", "301 Moved")]
    [InlineData("GET", "302 Found")]
    [InlineData("GET", "303 See Other")]
    [InlineData("HEAD", "307 Temporary")]
    [InlineData("GET", "308 Permanent")]
    public async Task Reading_methods_follow_and_keep_credentials_within_the_origin(string method, string status)
    {
        await using var server = new LoopbackServer((stream, request, token) => LoopbackServer.WriteAsync(
            stream,
            request.Line.Contains("/new", StringComparison.Ordinal)
                ? LoopbackServer.Status("200 OK")
                : LoopbackServer.Status(status, "Location: /new?x=1\r\n"),
            token));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, $$"""{"method":"{{method}}","path":"old"}""", more: Bearer);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal([$"{method} /old HTTP/1.1", $"{method} /new?x=1 HTTP/1.1"], server.Requests.Select(r => r.Line));
        Assert.All(server.Requests, request => Assert.Equal("Bearer t", request.Header("Authorization")));
        Assert.Equal(server.Url + "/old", result.Envelope().GetProperty("url").GetString());
    }

    [Fact]
    public async Task Across_origins_nothing_of_the_call_goes_along()
    {
        await using var other = new LoopbackServer(LoopbackServer.Ok());
        await using var server = new LoopbackServer(LoopbackServer.Status("302 Found", $"Location: {other.Url}/x\r\n"));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            server, """{"method":"GET","headers":{"X-Mine":"1","Accept":"text/csv"}}""", more: Bearer);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal("text/csv", other.Request.Header("Accept"));
        foreach (var header in new[] { "Authorization", "X-Provider", "X-Mine", "Idempotency-Key" })
        {
            Assert.Null(other.Request.Header(header));
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task For_other_methods_the_redirect_is_the_answer(string method)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("307 Temporary", "Location: /new\r\n"));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, $$"""{"method":"{{method}}"}""");

        Assert.Equal((CallOutcome.Rejected, 307), (result.Outcome, result.StatusCode));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_that_counts_as_success_is_not_followed()
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("302 Found", "Location: /new\r\n"));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"method":"GET","successStatusCodes":[302]}""");

        Assert.Equal((CallOutcome.Success, 302), (result.Outcome, result.StatusCode));
        Assert.Equal("/new", result.Envelope().GetProperty("headers").GetProperty("Location").GetString());
    }

    [Fact]
    public async Task A_loop_ends_with_the_sixth_answer()
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("302 Found", "Location: /again\r\n"));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"method":"GET"}""");

        Assert.Equal((CallOutcome.Rejected, 302), (result.Outcome, result.StatusCode));
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://metadata.google.internal/")]
    public async Task A_redirect_to_a_refused_host_is_refused(string location)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("302 Found", $"Location: {location}\r\n"));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"method":"GET"}""");

        Assert.Equal((CallOutcome.Failed, false, null), (result.Outcome, result.Transient, result.StatusCode));
        Assert.Contains(new Uri(location).Host, result.Message, StringComparison.Ordinal);
    }
}
