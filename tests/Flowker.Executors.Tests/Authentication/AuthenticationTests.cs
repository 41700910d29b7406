using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Authentication;

public sealed class AuthenticationTests
{
    [Theory]
    [InlineData("""{"auth":{"type":"api_key","config":{"key":"k"}}}""", "X-API-Key", "k")]
    [InlineData("""{"auth":{"type":"api_key","config":{"key":"k","header_name":"X-Key","prefix":"Token "}}}""", "X-Key", "Token k")]
    [InlineData("""{"auth":{"type":"bearer","config":{"token":"t"}}}""", "Authorization", "Bearer t")]
    [InlineData("""{"auth":{"type":"basic","config":{"username":"user","password":"pass"}}}""", "Authorization", "Basic dXNlcjpwYXNz")]
    [InlineData("""{"auth":{"type":"basic","config":{"username":"ü","password":"p:ä"}}}""", "Authorization", "Basic w7w6cDrDpA==")]
    [InlineData("""{"auth":{"type":"none"}}""", "Authorization", null)]
    [InlineData("""{"auth":{}}""", "Authorization", null)]
    [InlineData("""{"auth_type":"api_key","api_key":"k"}""", "X-API-Key", "k")]
    [InlineData("""{"auth_type":"bearer","bearer_token":"t"}""", "Authorization", "Bearer t")]
    [InlineData("""{"auth_type":"basic","username":"user","password":"pass"}""", "Authorization", "Basic dXNlcjpwYXNz")]
    [InlineData("""{"auth_type":"","api_key":"k"}""", "X-API-Key", null)]
    public async Task Credentials_go_where_the_type_says(string more, string header, string? value)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(server, more: more);

        Assert.Equal(value, server.Request.Header(header));
    }

    [Fact]
    public async Task Credentials_replace_a_header_of_their_name()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(server, """{"headers":{"authorization":"mine"}}""", more: """{"auth":{"type":"bearer","config":{"token":"t"}}}""");

        Assert.Equal("Bearer t", server.Request.Header("Authorization"));
    }

    [Fact]
    public async Task A_key_in_the_query_is_on_the_wire_and_nowhere_else()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            server, """{"path":"a?x=1&api_key=old"}""",
            more: """{"auth":{"type":"api_key","config":{"key":"s&cret","location":"query"}}}""");

        Assert.Equal("POST /a?x=1&api_key=s%26cret HTTP/1.1", server.Request.Line);
        Assert.Equal(server.Url + "/a?x=1&api_key=old", result.Envelope().GetProperty("url").GetString());
        Assert.Equal(server.Url + "/a", result.Url);
        Assert.DoesNotContain("cret", result.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"auth":{"type":"oidc_user","config":{"password":"hunter2"}}}""")]
    [InlineData("""{"auth":{"type":"hunter2"}}""")]
    [InlineData("""{"auth":{"type":7}}""")]
    [InlineData("""{"auth":"hunter2"}""")]
    [InlineData("""{"auth":{"type":"api_key","config":{"header_name":"hunter2"}}}""")]
    [InlineData("""{"auth":{"type":"api_key","config":{"key":"hunter2","location":"hunter2"}}}""")]
    [InlineData("""{"auth":{"type":"api_key","config":{"key":"hunter2","header_name":"hunter2 x"}}}""")]
    [InlineData("""{"auth":{"type":"bearer","config":{"token":"hunter2\r\nX: 1"}}}""")]
    [InlineData("""{"auth":{"type":"bearer","config":{"token":7}}}""")]
    [InlineData("""{"auth":{"type":"bearer"}}""")]
    [InlineData("""{"auth":{"type":"basic","config":{"username":"hunter2:","password":"hunter2"}}}""")]
    [InlineData("""{"auth":{"type":"basic","config":{"username":"hunter2"}}}""")]
    [InlineData("""{"headers":{"X-Secret":"hunter2\n"}}""")]
    public async Task A_faulty_configuration_is_refused_without_showing_it(string more)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more: more);

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.NotNull(result.Message);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Another_origin_gets_neither_credentials_nor_provider_headers()
    {
        await using var provider = new LoopbackServer(LoopbackServer.Ok());
        await using var other = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(
            provider, $$"""{"url":"{{other.Url}}/callback","headers":{"X-Mine":"1"} }""",
            more: """{"auth":{"type":"bearer","config":{"token":"t"}},"headers":{"X-Provider":"p"}}""");

        Assert.Null(other.Request.Header("Authorization"));
        Assert.Null(other.Request.Header("X-Provider"));
        Assert.Equal("1", other.Request.Header("X-Mine"));
        Assert.Equal("exec:node", other.Request.Header("Idempotency-Key"));
    }
}
