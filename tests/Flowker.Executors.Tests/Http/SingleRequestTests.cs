using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Flowker.Engine.Executions;
using Flowker.Executors.Connectivity;

namespace Flowker.Executors.Tests.Http;

/// <summary>
/// One attempt sends one request, also where it has no content and the provider goes away without an answer, which HTTP clients
/// like to repeat on their own.
/// </summary>
public sealed class SingleRequestTests
{
    private const string Oidc =
        """{"auth":{"type":"oidc_client_credentials","config":{"issuer_url":"URL","client_id":"c","client_secret":"s"}}}""";

    public static TheoryData<string, bool, bool> Breaks()
    {
        string[] methods = ["GET", "HEAD", "DELETE", "OPTIONS", "POST", "PUT", "PATCH"];
        var all = new TheoryData<string, bool, bool>();
        foreach (var method in methods)
        {
            all.Add(method, false, false);
            all.Add(method, false, true);
            all.Add(method, true, false);
            all.Add(method, true, true);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_request_that_is_not_answered_is_sent_once(string method, bool reset, bool kept)
    {
        var sent = 0;
        await using var server = new LoopbackServer(async (stream, _, token) =>
        {
            if (kept && Interlocked.CompareExchange(ref sent, 1, 0) == 0)
            {
                await LoopbackServer.WriteAsync(stream, "HTTP/1.1 204 No Content\r\n\r\n", token);
                await ReadHeadAsync(stream, token);
            }

            Interlocked.Increment(ref sent);
            Close(stream, reset);
        });
        using var http = new ExecutorHarness();
        if (kept)
        {
            Assert.Equal(CallOutcome.Success, (await http.CallAsync(server, """{"method":"GET"}""")).Outcome);
        }

        var result = await http.CallAsync(server, $$"""{"method":"{{method}}"}""");

        Assert.Equal((CallOutcome.Unknown, true), (result.Outcome, result.Transient));
        Assert.Equal(kept ? 2 : 1, sent);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task A_request_without_content_says_nothing_about_content(string method)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(server, $$"""{"method":"{{method}}"}""");

        Assert.All(["Content-Length", "Content-Type", "Transfer-Encoding"], name => Assert.Null(server.Request.Header(name)));
    }

    [Fact]
    public async Task An_answer_that_ends_with_its_connection_is_whole()
    {
        await using var server = new LoopbackServer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nto the end");
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"method":"GET"}""");

        Assert.Equal((CallOutcome.Success, "to the end"), (result.Outcome, result.Body().GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redirect_is_followed_with_one_request(bool reset)
    {
        var sent = 0;
        await using var server = new LoopbackServer(async (stream, request, token) =>
        {
            Interlocked.Increment(ref sent);
            if (request.Line.Contains("/from", StringComparison.Ordinal))
            {
                await LoopbackServer.WriteAsync(stream, LoopbackServer.Status("302 Found", "Location: /to\r\n"), token);
                return;
            }

            Close(stream, reset);
        });
        using var http = new ExecutorHarness();

        Assert.Equal(CallOutcome.Unknown, (await http.CallAsync(server, """{"method":"GET","path":"/from"}""")).Outcome);
        Assert.Equal(2, sent);
    }

    [Fact]
    public async Task A_discovery_document_is_asked_for_once()
    {
        await using var server = new LoopbackServer((stream, _, _) => Closed(stream));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more: Oidc.Replace("URL", server.Url, StringComparison.Ordinal));

        Assert.Equal((CallOutcome.Failed, true), (result.Outcome, result.Transient));
        Assert.StartsWith("GET /.well-known/", server.Request.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_once()
    {
        await using var server = new LoopbackServer((stream, _, _) => Closed(stream));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            server, more: Oidc.Replace("\"issuer_url\":\"URL\"", $"\"token_url\":\"{server.Url}\"", StringComparison.Ordinal));

        Assert.Equal((CallOutcome.Failed, true), (result.Outcome, result.Transient));
        Assert.StartsWith("POST ", server.Request.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_stage_of_a_test_asks_once()
    {
        await using var server = new LoopbackServer((stream, _, _) => Closed(stream));
        using var http = new ExecutorHarness();

        var outcome = await http.Service<ConnectivityTest>().RunAsync(
            ExecutorHarness.Provider("http", ExecutorHarness.Config(server)), CancellationToken.None);

        Assert.Equal("failed", outcome.Report!.OverallStatus);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_is_stored_with_one_request(bool reset)
    {
        await using var server = new LoopbackServer((stream, _, _) => Closed(stream, reset));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(S3(server), payload: """{"key":"k"}""", mapped: true, executor: "s3.put-object");

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_bucket_is_listed_with_one_request()
    {
        await using var server = new LoopbackServer((stream, request, token) => request.Header("Authorization") is null
            ? LoopbackServer.WriteAsync(stream, LoopbackServer.Ok(), token)
            : Closed(stream));
        using var http = new ExecutorHarness();

        await http.Service<ConnectivityTest>().RunAsync(ExecutorHarness.Provider("s3", S3(server)), CancellationToken.None);

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("POST")]
    public async Task A_connection_of_http2_that_breaks_has_carried_one_request(string method)
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("CN=provider");
        await using var server = new BreakingHttp2Server(certificate);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            $$"""{"base_url":"https://127.0.0.1:{{server.Port}}","http2":true,"tls":{"ca_certificates":"{{authority.Pem}}"} }""",
            $$"""{"method":"{{method}}"}""");

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
        Assert.Equal(1, server.Requests);
    }

    private static string S3(LoopbackServer server) =>
        $$"""{"region":"eu-west-1","bucket":"archive","access_key_id":"AKIA","secret_access_key":"s3cret","endpoint_url":"{{server.Url}}"}""";

    private static Task Closed(Stream stream, bool reset = false)
    {
        Close(stream, reset);
        return Task.CompletedTask;
    }

    private static void Close(Stream stream, bool reset)
    {
        if (reset)
        {
            ((NetworkStream)stream).Socket.LingerState = new LingerOption(true, 0);
        }
    }

    private static async Task ReadHeadAsync(Stream stream, CancellationToken token)
    {
        var one = new byte[1];
        for (var ends = 0; ends < 4;)
        {
            await stream.ReadExactlyAsync(one, token);
            ends = one[0] is (byte)'\r' or (byte)'\n' ? ends + 1 : 0;
        }
    }

    /// <summary>Speaks just enough of HTTP/2 to see requests, and ends each connection at its first one.</summary>
    private sealed class BreakingHttp2Server : IAsyncDisposable
    {
        private const int HeadersFrame = 1;

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly System.Security.Cryptography.X509Certificates.X509Certificate2 _certificate;
        private readonly Task _serving;
        private int _requests;

        public BreakingHttp2Server(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
        {
            _certificate = certificate;
            _listener.Start();
            _serving = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Requests => _requests;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                    await using var secure = new SslStream(new NetworkStream(socket));
                    await secure.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions
                        {
                            ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                            ApplicationProtocols = [SslApplicationProtocol.Http2],
                        },
                        _stop.Token);
                    await secure.ReadExactlyAsync(new byte[24], _stop.Token);
                    await secure.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 }, _stop.Token);
                    var header = new byte[9];
                    do
                    {
                        await secure.ReadExactlyAsync(header, _stop.Token);
                        await secure.ReadExactlyAsync(new byte[(header[0] << 16) | (header[1] << 8) | header[2]], _stop.Token);
                    }
                    while (header[3] != HeadersFrame);
                    Interlocked.Increment(ref _requests);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
