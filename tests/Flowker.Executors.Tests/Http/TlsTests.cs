using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Http;

public sealed class TlsTests
{
    [Fact]
    public async Task An_untrusted_certificate_means_that_nothing_was_sent()
    {
        using var certificate = SelfSigned();
        await using var server = new LoopbackServer((s, _, t) => LoopbackServer.WriteAsync(s, LoopbackServer.Ok(), t), certificate);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server);

        Assert.Equal((CallOutcome.Failed, true), (result.Outcome, result.Transient));
        Assert.Contains("TLS", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Over_tls_too_it_is_known_that_a_request_was_sent()
    {
        using var certificate = SelfSigned();
        await using var server = new LoopbackServer((_, _, _) => Task.CompletedTask, certificate);
        using var http = new ExecutorHarness();
        http.Egress.Handler.SslOptions.RemoteCertificateValidationCallback =
            (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString();

        var result = await http.CallAsync(server, """{"method":"GET"}""");

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
        Assert.NotEmpty(server.Requests);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
