using System.Net;
using System.Net.Sockets;
using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Http;

public sealed class TlsTests
{
    [Fact]
    public async Task An_untrusted_certificate_means_that_nothing_was_sent()
    {
        using var authority = new TestAuthority();
        await using var server = Serve(authority);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal((CallOutcome.Failed, true), (result.Outcome, result.Transient));
        Assert.Contains("TLS", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Over_tls_too_it_is_known_that_a_request_was_sent()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("CN=provider");
        await using var server = new LoopbackServer((_, _, _) => Task.CompletedTask, certificate);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"method":"GET"}""", more: Trusting(authority));

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
        Assert.NotEmpty(server.Requests);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_where_the_provider_configuration_names_it()
    {
        using var authority = new TestAuthority();
        await using var server = Serve(authority);
        using var http = new ExecutorHarness();

        var trusting = await http.CallAsync(server, more: Trusting(authority));
        var other = await http.CallAsync(server);

        Assert.Equal(CallOutcome.Success, trusting.Outcome);
        Assert.Equal(CallOutcome.Failed, other.Outcome);
    }

    [Fact]
    public async Task The_named_authorities_are_the_only_ones()
    {
        using var authority = new TestAuthority();
        using var another = new TestAuthority();
        await using var server = Serve(authority);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more: Trusting(another));

        Assert.Equal(CallOutcome.Failed, result.Outcome);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_name_in_the_certificate_must_be_the_provider_s()
    {
        using var authority = new TestAuthority();
        await using var server = Serve(authority);
        using var http = new ExecutorHarness(resolver: new FixedResolver(new()
        {
            ["provider.example"] = ["127.0.0.1"],
            ["other.example"] = ["127.0.0.1"],
        }));

        var right = await http.CallAsync(For("provider.example"));
        var wrong = await http.CallAsync(For("other.example"));

        Assert.Equal(CallOutcome.Success, right.Outcome);
        Assert.Equal(CallOutcome.Failed, wrong.Outcome);

        string For(string host) => $$"""{"base_url":"https://{{host}}:{{server.Port}}",{{Trusting(authority)[1..]}}""";
    }

    [Fact]
    public async Task A_server_that_asks_gets_the_client_certificate_of_the_provider_configuration()
    {
        using var authority = new TestAuthority();
        using var own = authority.Issue("CN=flowker");
        using var certificate = authority.Issue("CN=provider");
        await using var server = new LoopbackServer(
            (s, _, t) => LoopbackServer.WriteAsync(s, LoopbackServer.Ok(), t), certificate, asksForCertificate: true);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more:
            $$"""{"tls":{"ca_certificates":"{{authority.Pem}}","client_certificate":"{{TestAuthority.CertificatePem(own)}}","client_key":"{{TestAuthority.KeyPem(own)}}"} }""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal("CN=flowker", server.ClientCertificate);
    }

    [Theory]
    [InlineData("""{"tls":{"ca_certificates":"hunter2"} }""")]
    [InlineData("""{"tls":{"client_certificate":"hunter2","client_key":"hunter2"} }""")]
    [InlineData("""{"tls":{"client_key":"hunter2"} }""")]
    public async Task Faulty_certificates_are_refused_without_showing_them(string more)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more: more);

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains("PEM", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task No_certificate_makes_anyone_fetch_what_it_names()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("CN=provider", new Uri($"http://127.0.0.1:{((IPEndPoint)inside.LocalEndpoint).Port}/issuer.cer"));
        await using var server = new LoopbackServer((s, _, t) => LoopbackServer.WriteAsync(s, LoopbackServer.Ok(), t), certificate);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal(CallOutcome.Failed, result.Outcome);
        Assert.False(inside.Pending());
    }

    private static LoopbackServer Serve(TestAuthority authority) =>
        new((s, _, t) => LoopbackServer.WriteAsync(s, LoopbackServer.Ok(), t), authority.Issue("CN=provider"));

    private static string Trusting(TestAuthority authority) => $$"""{"tls":{"ca_certificates":"{{authority.Pem}}"} }""";
}
