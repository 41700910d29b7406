using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Http;

public sealed class RequestTests
{
    [Fact]
    public async Task A_call_posts_the_payload_as_json_with_numbers_as_they_were()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"path":"v1/pay"}""", """{"amount":12345678901234567890.10,"e":1E+2}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal("POST /v1/pay HTTP/1.1", server.Request.Line);
        Assert.Equal("application/json", server.Request.Header("Content-Type"));
        Assert.Equal("""{"amount":12345678901234567890.10,"e":1E+2}""", server.Request.Body);
        Assert.Equal("POST", result.Method);
        Assert.Equal(server.Url + "/v1/pay", result.Url);
        Assert.Null(result.Message);
    }

    [Fact]
    public async Task A_result_names_the_bodies_by_their_hash()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, payload: """{"amount":10.50}""");

        Assert.Equal(Hash(server.Request.Body), result.RequestSha256);
        Assert.Equal(Hash(result.Response!.Value.GetProperty("body").GetRawText()), result.ResponseSha256);
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("get", false, "")]
    [InlineData("GET", true, "")]
    [InlineData("Head", true, "")]
    [InlineData("DELETE", false, "")]
    [InlineData("DELETE", true, """{"a":1}""")]
    [InlineData("OPTIONS", true, """{"a":1}""")]
    [InlineData("PUT", false, """{"a":1}""")]
    [InlineData("PATCH", false, """{"a":1}""")]
    public async Task The_method_decides_whether_the_payload_is_the_body(string method, bool mapped, string body)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("200 OK"));
        using var http = new ExecutorHarness();

        await http.CallAsync(server, $$"""{"method":"{{method}}"}""", """{"a":1}""", mapped);

        Assert.StartsWith(method.ToUpperInvariant() + " / ", server.Request.Line, StringComparison.Ordinal);
        Assert.Equal(body, server.Request.Body);
    }

    [Theory]
    [InlineData("POST", false, "")]
    [InlineData("PUT", false, "")]
    [InlineData("POST", true, """{"a":1}""")]
    public async Task With_a_body_of_null_only_a_mapping_makes_one(string method, bool mapped, string body)
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("200 OK"));
        using var http = new ExecutorHarness();

        await http.CallAsync(server, $$"""{"method":"{{method}}","body":null}""", """{"a":1}""", mapped);

        Assert.Equal(body, server.Request.Body);
    }

    [Theory]
    [InlineData("""{"body":{"n":1.00}}""", """{"n":1.00}""", "application/json")]
    [InlineData("""{"body":[1,2]}""", "[1,2]", "application/json")]
    [InlineData("""{"body":"a=1&b=é"}""", "a=1&b=é", "text/plain; charset=utf-8")]
    [InlineData("""{"body":"a=1","headers":{"content-type":"application/x-www-form-urlencoded"}}""", "a=1", "application/x-www-form-urlencoded")]
    [InlineData("""{"body":"","method":"POST"}""", "", "text/plain; charset=utf-8")]
    public async Task The_nodes_body_goes_before_the_payload(string node, string body, string type)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(server, node, """{"p":1}""");

        Assert.Equal(body, server.Request.Body);
        Assert.Equal(type, server.Request.Header("Content-Type"));
    }

    [Fact]
    public async Task Node_headers_replace_provider_headers()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(
            server, """{"headers":{"x-tenant":"b","X-Number":1.50,"X-Nothing":null}}""",
            more: """{"headers":{"X-Tenant":"a","X-Region":"eu"}}""");

        Assert.Equal("b", server.Request.Header("X-Tenant"));
        Assert.Equal("eu", server.Request.Header("X-Region"));
        Assert.Equal("1.50", server.Request.Header("X-Number"));
        Assert.Null(server.Request.Header("X-Nothing"));
        Assert.Equal("Flowker", server.Request.Header("User-Agent"));
    }

    [Theory]
    [InlineData("""{"headers":{"X-A":"a\r\nX-Injected: 1"}}""", "X-A")]
    [InlineData("""{"headers":{"X-A":"ä"}}""", "X-A")]
    [InlineData("""{"headers":{"X A":"a"}}""", "name")]
    [InlineData("""{"headers":{"Host":"evil.example"}}""", "Host")]
    [InlineData("""{"headers":{"content-length":"1"}}""", "content-length")]
    [InlineData("""{"headers":{"Transfer-Encoding":"chunked"}}""", "Transfer-Encoding")]
    [InlineData("""{"headers":{"X-A":{"b":1}}}""", "X-A")]
    [InlineData("""{"headers":[]}""", "headers")]
    [InlineData("""{"method":"BREW"}""", "method")]
    [InlineData("""{"method":7}""", "method")]
    [InlineData("""{"method":"GET","body":{}}""", "body")]
    [InlineData("""{"query":[]}""", "query")]
    [InlineData("""{"query":{"a":{}}}""", "query")]
    [InlineData("""{"url":"ftp://example.com/a"}""", "url")]
    [InlineData("""{"successStatusCodes":["200"]}""", "successStatusCodes")]
    [InlineData("""{"successStatusCodes":200}""", "successStatusCodes")]
    [InlineData("""{"path":"\ud800"}""", "Unicode")]
    [InlineData("""{"headers":{"\ud800":"a"}}""", "Unicode")]
    [InlineData("""{"body":{"a":"\ud800"}}""", "Unicode")]
    [InlineData("""{"query":{"a":"\ud800"}}""", "Unicode")]
    public async Task A_faulty_node_is_refused_before_anything_is_sent(string node, string named)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, node);

        Assert.Equal(CallOutcome.Failed, result.Outcome);
        Assert.False(result.Transient);
        Assert.Null(result.StatusCode);
        Assert.Contains(named, result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Without_any_url_the_call_is_refused()
    {
        using var http = new ExecutorHarness();

        var result = await http.CallAsync("{}", """{"path":"/a"}""");

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains("no URL", result.Message, StringComparison.Ordinal);
    }
}
