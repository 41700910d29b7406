using System.Net;
using System.Net.Sockets;
using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Egress;

public sealed class ProxyTests
{
    [Fact]
    public async Task Requests_go_through_the_proxy_with_its_credentials()
    {
        await using var proxy = new LoopbackServer((stream, request, token) => LoopbackServer.WriteAsync(
            stream,
            request.Header("Proxy-Authorization") is null
                ? LoopbackServer.Status("407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"x\"\r\n")
                : LoopbackServer.Ok(),
            token));
        using var http = new ExecutorHarness(allowPrivate: false, proxy: new Uri($"http://user:pa%20ss@127.0.0.1:{proxy.Port}"));

        var result = await http.CallAsync("""{"base_url":"http://provider.example"}""", """{"method":"GET","path":"a"}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.All(proxy.Requests, r => Assert.Equal("GET http://provider.example/a HTTP/1.1", r.Line));
        Assert.Equal("Basic dXNlcjpwYSBzcw==", proxy.Requests.Last().Header("Proxy-Authorization"));
    }

    [Fact]
    public async Task A_tunnel_carries_https_and_what_is_sent_is_still_known()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("CN=provider");
        await using var server = new LoopbackServer((_, _, _) => Task.CompletedTask, certificate);
        await using var proxy = Tunnel(server.Port);
        using var http = new ExecutorHarness(allowPrivate: false, proxy: new Uri($"http://127.0.0.1:{proxy.Port}"));

        var sent = await http.CallAsync(
            $$"""{"base_url":"https://provider.example","tls":{"ca_certificates":"{{authority.Pem}}"} }""");

        Assert.Equal(CallOutcome.Unknown, sent.Outcome);
        Assert.Equal("CONNECT provider.example:443 HTTP/1.1", proxy.Requests.First().Line);
        Assert.Equal("provider.example", server.Requests.First().Header("Host"));
    }

    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://10.0.0.1")]
    [InlineData("https://169.254.169.254")]
    [InlineData("http://2130706433")]
    [InlineData("http://localhost")]
    [InlineData("http://metadata.google.internal")]
    [InlineData("http://rebound.example")]
    public async Task A_refused_target_is_not_asked_for_at_the_proxy(string url)
    {
        await using var proxy = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness(
            allowPrivate: false, resolver: new FixedResolver(new() { ["rebound.example"] = ["10.1.2.3"] }),
            proxy: new Uri($"http://127.0.0.1:{proxy.Port}"));

        var result = await http.CallAsync($$"""{"base_url":"{{url}}"}""");

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains("refused", result.Message, StringComparison.Ordinal);
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task A_proxy_that_is_away_means_that_nothing_was_sent()
    {
        await using var proxy = new LoopbackServer(LoopbackServer.Ok());
        var port = proxy.Port;
        await proxy.DisposeAsync();
        using var http = new ExecutorHarness(allowPrivate: false, proxy: new Uri($"http://127.0.0.1:{port}"));

        var plain = await http.CallAsync("""{"base_url":"http://provider.example"}""");
        var tunnel = await http.CallAsync("""{"base_url":"https://provider.example"}""");

        Assert.All([plain, tunnel], r => Assert.Equal((CallOutcome.Failed, true), (r.Outcome, r.Transient)));
    }

    private static LoopbackServer Tunnel(int port) => new(async (stream, _, token) =>
    {
        using var onward = new TcpClient();
        await onward.ConnectAsync(IPAddress.Loopback, port, token);
        await LoopbackServer.WriteAsync(stream, "HTTP/1.1 200 OK\r\n\r\n", token);
        await Task.WhenAny(stream.CopyToAsync(onward.GetStream(), token), onward.GetStream().CopyToAsync(stream, token));
    });
}
