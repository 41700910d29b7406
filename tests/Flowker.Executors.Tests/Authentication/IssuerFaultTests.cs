using Flowker.Engine.Executions;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Executors.Tests.Authentication;

public sealed class IssuerFaultTests
{
    private const string Token = """{"access_token":"t0ken","token_type":"bearer","expires_in":3600}""";

    [Theory]
    [InlineData("500 Oops", "{}", true, "500")]
    [InlineData("404 Not Found", "{}", true, "404")]
    [InlineData("302 Found", "{}", true, "302")]
    [InlineData("200 OK", "no json hunter2", true, "JSON")]
    [InlineData("200 OK", """{"issuer":"URL"}""", false, "token_endpoint")]
    [InlineData("200 OK", """{"issuer":"URL","token_endpoint":7}""", false, "token_endpoint")]
    [InlineData("200 OK", """{"issuer":"URL","token_endpoint":"file:///etc/passwd"}""", false, "token_endpoint")]
    [InlineData("200 OK", """{"issuer":"https://hunter2.example","token_endpoint":"URL/token"}""", false, "another issuer")]
    [InlineData("200 OK", """{"issuer":"URL","token_endpoint":"http://169.254.169.254/token"}""", false, "refused")]
    public async Task A_faulty_discovery_document_is_told(string status, string document, bool transient, string told)
    {
        await using var provider = new LoopbackServer(LoopbackServer.Ok());
        await using var issuer = Issuer((_, url) => Answer(status, document.Replace("URL", url, StringComparison.Ordinal)));
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, provider, issuer.Url);

        AssertNotSent(result, provider, transient, told);
    }

    [Theory]
    [InlineData("200 OK", "no json hunter2", true, "token endpoint")]
    [InlineData("200 OK", """{"expires_in":10}""", true, "token endpoint")]
    [InlineData("503 Busy", "hunter2", true, "503")]
    [InlineData("429 Slower", "hunter2", true, "429")]
    [InlineData("403 Forbidden", "hunter2", false, "403")]
    [InlineData("400 Bad", """{"error":"invalid_scope","error_description":"hunter2"}""", false, "invalid_scope")]
    [InlineData("400 Bad", """{"error":"hunter2"}""", false, "400")]
    [InlineData("200 OK", "{\"access_token\":\"hunter2\\r\\nX: 1\"}", false, "access token")]
    public async Task A_faulty_token_answer_is_told(string status, string answer, bool transient, string told)
    {
        await using var provider = new LoopbackServer(LoopbackServer.Ok());
        await using var issuer = Issuer((path, url) => path is "/token" ? Answer(status, answer) : Answer("200 OK", Document(url)));
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, provider, issuer.Url);

        AssertNotSent(result, provider, transient, told);
    }

    [Fact]
    public async Task An_endless_discovery_document_is_left_at_the_limit()
    {
        await using var provider = new LoopbackServer(LoopbackServer.Ok());
        await using var issuer = new LoopbackServer(async (stream, _, token) =>
        {
            await LoopbackServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", token);
            for (var chunk = new byte[8192]; ;)
            {
                await stream.WriteAsync(chunk, token);
            }
        });
        using var http = new ExecutorHarness();

        var result = await CallAsync(http, provider, issuer.Url);

        AssertNotSent(result, provider, transient: true, "discovery");
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_uses_up_the_call_s_time_and_nothing_was_sent()
    {
        var time = new FakeTimeProvider();
        await using var provider = new LoopbackServer(LoopbackServer.Ok());
        await using var issuer = new LoopbackServer((_, _, token) => Task.Delay(Timeout.Infinite, token));
        using var http = new ExecutorHarness(time);

        var call = CallAsync(http, provider, issuer.Url, TimeSpan.FromSeconds(5));
        await issuer.FirstRequest;
        time.Advance(TimeSpan.FromSeconds(5));

        AssertNotSent(await call, provider, transient: true, "nothing was sent");
    }

    [Fact]
    public async Task An_issuer_at_a_private_address_is_refused()
    {
        await using var issuer = Issuer((_, url) => Answer("200 OK", Document(url)));
        using var http = new ExecutorHarness(allowPrivate: false);

        var result = await http.CallAsync(Config("https://provider.example", issuer.Url));

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains("private addresses", result.Message, StringComparison.Ordinal);
        Assert.Empty(issuer.Requests);
    }

    [Fact]
    public async Task A_token_that_is_still_good_serves_while_the_issuer_is_away()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var provider = new LoopbackServer(LoopbackServer.Ok());
        var away = false;
        await using var issuer = Issuer((path, url) =>
            away ? Answer("503 Away", "") : Answer("200 OK", path is "/token" ? Token : Document(url)));
        using var http = new ExecutorHarness(time);

        await CallAsync(http, provider, issuer.Url);
        away = true;
        time.Advance(TimeSpan.FromSeconds(3_590));
        var within = await CallAsync(http, provider, issuer.Url);
        time.Advance(TimeSpan.FromSeconds(20));
        var after = await CallAsync(http, provider, issuer.Url);

        Assert.Equal(CallOutcome.Success, within.Outcome);
        Assert.Equal((CallOutcome.Failed, true), (after.Outcome, after.Transient));
        Assert.All(provider.Requests, r => Assert.Equal("Bearer t0ken", r.Header("Authorization")));
    }

    [Fact]
    public async Task A_401_that_the_node_calls_a_success_is_one()
    {
        await using var provider = new LoopbackServer(LoopbackServer.Status("401 Unauthorized"));
        await using var issuer = Issuer((path, url) => Answer("200 OK", path is "/token" ? Token : Document(url)));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(provider.Url, issuer.Url), """{"successStatusCodes":[401]}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
    }

    [Theory]
    [InlineData(""" "audience":"ledger" """, "grant_type=client_credentials&audience=ledger")]
    [InlineData(""" "audience":"ledger","extra_params":{"audience":"other","x":"1 2"} """, "grant_type=client_credentials&audience=other&x=1+2")]
    [InlineData(""" "token_endpoint_auth_method":"client_secret_post","scopes":["a","b"] """, "grant_type=client_credentials&scope=a+b&client_id=c&client_secret=hunter2")]
    public async Task The_token_request_holds_what_is_configured(string more, string body)
    {
        await using var provider = new LoopbackServer(LoopbackServer.Ok());
        await using var issuer = Issuer((path, url) => Answer("200 OK", path is "/token" ? Token : Document(url)));
        using var http = new ExecutorHarness();

        await http.CallAsync(Config(provider.Url, issuer.Url, more));

        var sent = issuer.Requests.Last().Body.Split('&').Order(StringComparer.Ordinal);
        Assert.Equal(body.Split('&').Order(StringComparer.Ordinal), sent);
    }

    private static LoopbackServer Issuer(Func<string, string, string> answer) =>
        new((stream, request, token) => LoopbackServer.WriteAsync(
            stream, answer(request.Line.Split(' ')[1], "http://" + request.Header("Host")), token));

    private static string Document(string url) => $$"""{"issuer":"{{url}}","token_endpoint":"{{url}}/token"}""";

    private static string Answer(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nLocation: /elsewhere\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    private static Task<CallResult> CallAsync(ExecutorHarness http, LoopbackServer provider, string issuer, TimeSpan? timeout = null) =>
        http.CallAsync(Config(provider.Url, issuer), timeout: timeout);

    private static string Config(string provider, string issuer, string more = """ "scopes":[] """) =>
        $$"""
        {"base_url":"{{provider}}","auth":{"type":"oidc_client_credentials","config":
          {"issuer_url":"{{issuer}}","client_id":"c","client_secret":"hunter2",{{more}} } } }
        """;

    private static void AssertNotSent(CallResult result, LoopbackServer provider, bool transient, string told)
    {
        Assert.Equal((CallOutcome.Failed, transient, null), (result.Outcome, result.Transient, result.StatusCode));
        Assert.Contains(told, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }
}
