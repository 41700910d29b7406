using Flowker.Executors.Connectivity;
using Flowker.Executors.Tests.Authentication;

namespace Flowker.Executors.Tests.Connectivity;

public sealed class ConnectivityTests
{
    [Theory]
    [InlineData("s3cret/+ü", "passed", "passed,passed,passed")]
    [InlineData("wrong", "partial", "passed,failed,skipped")]
    public async Task A_test_fetches_a_token_as_a_call_does(string secret, string overall, string stages)
    {
        await using var server = await OidcServer.StartAsync();
        using var http = new ExecutorHarness();

        var outcome = await http.Service<ConnectivityTest>().RunAsync(
            ExecutorHarness.Provider("http", $$"""
            {"base_url":"{{server.Url}}/api","auth":{"type":"oidc_client_credentials","config":
              {"issuer_url":"{{server.Url}}","client_id":"flowker","client_secret":"{{secret}}"} } }
            """),
            CancellationToken.None);

        var report = outcome.Report!;
        Assert.Equal(stages, string.Join(',', report.Stages.Select(s => s.Status)));
        Assert.Equal(overall, report.OverallStatus);
        Assert.DoesNotContain(secret, report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_uses_the_provider_s_own_authorities()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("CN=provider");
        await using var server = new LoopbackServer((s, _, t) => LoopbackServer.WriteAsync(s, LoopbackServer.Ok(), t), certificate);
        using var http = new ExecutorHarness();
        var test = http.Service<ConnectivityTest>();

        var trusting = await test.RunAsync(
            ExecutorHarness.Provider("http", $$"""{"base_url":"{{server.Url}}","tls":{"ca_certificates":"{{authority.Pem}}"} }"""), CancellationToken.None);
        var other = await test.RunAsync(ExecutorHarness.Provider("http", $$"""{"base_url":"{{server.Url}}"}"""), CancellationToken.None);

        Assert.Equal("passed", trusting.Report!.OverallStatus);
        Assert.Equal("failed", other.Report!.OverallStatus);
    }
}
