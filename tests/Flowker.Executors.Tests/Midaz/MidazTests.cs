using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Midaz;

public sealed class MidazTests
{
    private const string Organization = "0190d9a2-0000-7000-8000-000000000001";
    private const string Ledger = "0190d9a2-0000-7000-8000-000000000002";
    private const string Account = "0190d9a2-0000-7000-8000-000000000003";
    private const string InLedger = $"/t/v1/organizations/{Organization}/ledgers/{Ledger}";

    [Theory]
    [InlineData("midaz.create-transaction", """{"send":{"asset":"BRL","value":"10.50"}}""", "POST /t/v1/organizations/{o}/ledgers/{l}/transactions/json HTTP/1.1")]
    [InlineData("midaz.create-account", """{"assetCode":"BRL","type":"deposit"}""", "POST /o/v1/organizations/{o}/ledgers/{l}/accounts HTTP/1.1")]
    [InlineData("midaz.get-account", """{"accountId":"{a}"}""", "GET /o/v1/organizations/{o}/ledgers/{l}/accounts/{a} HTTP/1.1")]
    [InlineData("midaz.get-account-balance", """{"accountId":"{a}","limit":50,"cursor":"x y"}""", "GET /t/v1/organizations/{o}/ledgers/{l}/accounts/{a}/balances?limit=50&cursor=x%20y HTTP/1.1")]
    public async Task Every_call_has_its_method_and_place(string executor, string request, string line)
    {
        request = request.Replace("{a}", Account, StringComparison.Ordinal);
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(server), payload: request, mapped: true, executor: executor);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        var expected = line.Replace("{o}", Organization, StringComparison.Ordinal)
            .Replace("{l}", Ledger, StringComparison.Ordinal).Replace("{a}", Account, StringComparison.Ordinal);
        Assert.Equal(expected, server.Request.Line);
        Assert.Equal(line[0] is 'P' ? request : "", server.Request.Body);
        Assert.Equal("exec:node", server.Request.Header("Idempotency-Key"));
        Assert.Null(server.Request.Header("Authorization"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a?x=1")]
    [InlineData("ü")]
    [InlineData("a%2Fb")]
    public async Task An_account_id_stays_in_its_place(string id)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(Config(server), """{"accountId":"${workflow.id}"}""", context: $$"""{"workflow":{"id":"{{id}}"} }""", executor: "midaz.get-account-balance");

        Assert.Equal($"GET {InLedger}/accounts/{Uri.EscapeDataString(id)}/balances HTTP/1.1", server.Request.Line);
    }

    [Theory]
    [InlineData("midaz.get-account", """{"accountId":".."}""", "segments")]
    [InlineData("midaz.get-account", """{"accountId":"../../x"}""", "segments")]
    [InlineData("midaz.get-account", """{"accountId":""}""", "accountId")]
    [InlineData("midaz.get-account", "{}", "accountId")]
    public async Task A_request_without_a_usable_account_is_refused(string executor, string request, string told)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(server), payload: request, mapped: true, executor: executor);

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains(told, result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_missing_setting_is_named()
    {
        using var http = new ExecutorHarness();

        var result = await http.CallAsync("""{"onboarding_base_url":"https://x"}""", executor: "midaz.create-transaction");

        Assert.Contains("organization_id", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_carry_the_token_of_the_configured_client()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        await using var issuer = new LoopbackServer((stream, request, token) => LoopbackServer.WriteAsync(
            stream,
            LoopbackServer.Ok(request.Line.StartsWith("GET", StringComparison.Ordinal)
                ? $$"""{"issuer":"http://{{request.Header("Host")}}","token_endpoint":"http://{{request.Header("Host")}}/token"}"""
                : """{"access_token":"t0ken","expires_in":60}"""),
            token));
        using var http = new ExecutorHarness();

        await http.CallAsync(
            Config(server, $$""","auth":{"issuer_url":"{{issuer.Url}}","client_id":"c","client_secret":"s"}"""),
            payload: """{"send":{}}""", mapped: true, executor: "midaz.create-transaction");

        Assert.Equal("Bearer t0ken", server.Request.Header("Authorization"));
    }

    private static string Config(LoopbackServer server, string more = "") =>
        $$"""
        {"onboarding_base_url":"{{server.Url}}/o","transaction_base_url":"{{server.Url}}/t",
         "organization_id":"{{Organization}}","ledger_id":"{{Ledger}}"{{more}}}
        """;
}
