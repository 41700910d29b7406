using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.Tracer;

public sealed class TracerTests
{
    private const string Validation = """
        {"requestId":"0190d9a2-0000-7000-8000-000000000001","transactionType":"PIX","amount":"10.50","currency":"BRL",
         "transactionTimestamp":"2026-01-01T00:00:00Z",
         "account":{"accountId":"0190d9a2-0000-7000-8000-000000000002","type":"checking","status":"active"}}
        """;

    [Fact]
    public async Task A_validation_is_posted_with_the_key()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok("""{"decision":"ALLOW"}"""));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            Config(server), """{"method":"POST","path":"/v1/validations","validateRequest":true}""",
            Validation, mapped: true, executor: "tracer.validate-transaction");

        Assert.Equal("ALLOW", result.Body().GetProperty("decision").GetString());
        Assert.Equal("POST /v1/validations HTTP/1.1", server.Request.Line);
        Assert.Equal("k3y", server.Request.Header("X-API-Key"));
        Assert.Equal(Validation.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal), server.Request.Body.Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("{}", "{}", false, "GET /v1/validations HTTP/1.1")]
    [InlineData("""{"decision":"DENY","limit":50}""", "{}", false, "GET /v1/validations?decision=DENY&limit=50 HTTP/1.1")]
    [InlineData("""{"decision":"DENY"}""", """{"decision":"ALLOW","cursor":"a&b"}""", true, "GET /v1/validations?decision=ALLOW&cursor=a%26b HTTP/1.1")]
    [InlineData("""{"accountId":"${workflow.account}"}""", "{}", false, "GET /v1/validations?accountId=acc%2F1 HTTP/1.1")]
    [InlineData("{}", """{"workflow":{"account":"x"}}""", false, "GET /v1/validations HTTP/1.1")]
    [InlineData("""{"path":"/v2/${workflow.account}"}""", "{}", false, "GET /v2/acc%2F1 HTTP/1.1")]
    public async Task Filters_go_into_the_query(string node, string payload, bool mapped, string line)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(Config(server), node, payload, mapped, """{"workflow":{"account":"acc/1"}}""", executor: "tracer.list-validations");

        Assert.Equal(line, server.Request.Line);
        Assert.Equal("", server.Request.Body);
        Assert.Equal("k3y", server.Request.Header("X-API-Key"));
    }

    [Theory]
    [InlineData("\"10.50\"", "10.50", "amount must ")]
    [InlineData("\"BRL\"", "\"brl\"", "currency must ")]
    [InlineData("\"PIX\"", "\"CASH\"", "transactionType must be one of ")]
    [InlineData("\"checking\"", "\"gold\"", "account.type must be one of ")]
    public async Task What_would_be_sent_is_held_against_the_schema_where_the_node_wants_it(string good, string bad, string told)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();
        var request = Validation.Replace(good, bad, StringComparison.Ordinal);

        var strict = await http.CallAsync(Config(server), """{"validateRequest":true}""", request, mapped: true, executor: "tracer.validate-transaction");
        Assert.Empty(server.Requests);
        var lax = await http.CallAsync(Config(server), "{}", request, mapped: true, executor: "tracer.validate-transaction");

        Assert.Equal((CallOutcome.Failed, false, "FLK-0201"), (strict.Outcome, strict.Transient, strict.Code));
        Assert.Contains(told, strict.Message, StringComparison.Ordinal);
        Assert.Equal(CallOutcome.Success, lax.Outcome);
    }

    [Fact]
    public async Task A_missing_member_is_found_too()
    {
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            """{"base_url":"https://tracer.example","api_key":"k"}""", """{"validateRequest":true}""",
            """{"amount":"1"}""", mapped: true, executor: "tracer.validate-transaction");

        Assert.Equal("FLK-0201", result.Code);
        Assert.Contains("currency", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tracer.validate-transaction", """{"endpointName":"validate"}""", "POST /base/validate HTTP/1.1", true)]
    [InlineData("tracer.validate-transaction", """{"endpointName":"/kyc/${workflow.kind}"}""", "POST /base/kyc/person HTTP/1.1", true)]
    [InlineData("tracer.validate-transaction", """{"endpointName":"aml/screen","method":"put"}""", "PUT /base/aml/screen HTTP/1.1", true)]
    [InlineData("tracer.validate-transaction", """{"endpointName":"validate","method":"GET"}""", "GET /base/validate HTTP/1.1", false)]
    [InlineData("tracer.validate-transaction", """{"endpointName":"validate","path":"/v2/check"}""", "POST /base/v2/check HTTP/1.1", true)]
    [InlineData("tracer.validate-transaction", """{"endpointName":"validate","path":""}""", "POST /base/validate HTTP/1.1", true)]
    [InlineData("tracer.validate-transaction", """{"endpointName":""}""", "POST /base/v1/validations HTTP/1.1", true)]
    [InlineData("tracer.validate-transaction", """{"method":"GET"}""", "POST /base/v1/validations HTTP/1.1", true)]
    [InlineData("tracer.list-validations", """{"endpointName":"history","decision":"DENY"}""", "GET /base/history?decision=DENY HTTP/1.1", false)]
    [InlineData("tracer.list-validations", """{"endpointName":"search","method":"POST"}""", "POST /base/search HTTP/1.1", true)]
    [InlineData("tracer.list-validations", """{"method":"POST"}""", "GET /base/v1/validations HTTP/1.1", false)]
    public async Task The_node_may_name_the_place_and_then_the_method(string executor, string node, string line, bool hasBody)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            $$"""{"base_url":"{{server.Url}}/base","api_key":"k3y"}""", node, """{"requestId":"7"}""", mapped: true,
            context: """{"workflow":{"kind":"person"}}""", executor: executor);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal(line, server.Request.Line);
        Assert.Equal(hasBody, server.Request.Body.Contains("\"requestId\":\"7\"", StringComparison.Ordinal));
        Assert.Equal("k3y", server.Request.Header("X-API-Key"));
    }

    [Theory]
    [InlineData("""{"endpointName":"../admin"}""", "segments")]
    [InlineData("""{"endpointName":"validate","method":"BREW"}""", "method")]
    public async Task A_place_or_a_method_that_cannot_be_is_refused(string node, string told)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(server), node, "{}", mapped: true, executor: "tracer.validate-transaction");

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains(told, result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static string Config(LoopbackServer server) => $$"""{"base_url":"{{server.Url}}","api_key":"k3y"}""";
}
