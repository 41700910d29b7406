using Flowker.Engine.Executions;
using Flowker.Executors.Http;

namespace Flowker.Executors.Tests.Http;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task Every_attempt_carries_the_same_key_whatever_other_headers_say()
    {
        await using var server = new LoopbackServer(LoopbackServer.Status("503 Busy"));
        using var http = new ExecutorHarness();

        for (var attempt = 0; attempt < 3; attempt++)
        {
            await http.CallAsync(server, """{"headers":{"idempotency-key":"mine"}}""", key: "0198-ab:debit");
        }

        Assert.Equal(["0198-ab:debit", "0198-ab:debit", "0198-ab:debit"], server.Requests.Select(r => r.Header("Idempotency-Key")));
    }

    [Theory]
    [InlineData("""{"header":"X-Request-Key"}""", "e:n", null, """{"a":1}""")]
    [InlineData("""{"bodyField":"requestId"}""", null, null, """{"a":1,"requestId":"e:n"}""")]
    [InlineData("""{"bodyField":"a"}""", null, null, """{"a":"e:n"}""")]
    [InlineData("""{"header":"X-Request-Key","bodyField":"requestId"}""", "e:n", null, """{"a":1,"requestId":"e:n"}""")]
    [InlineData("{}", null, "e:n", """{"a":1}""")]
    public async Task The_provider_says_where_the_key_goes(string idempotency, string? named, string? usual, string body)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(server, payload: """{"a":1}""", more: $$"""{"idempotency":{{idempotency}}}""", key: "e:n");

        Assert.Equal(named, server.Request.Header("X-Request-Key"));
        Assert.Equal(usual, server.Request.Header("Idempotency-Key"));
        Assert.Equal(body, server.Request.Body);
    }

    [Theory]
    [InlineData("""{"body":[1]}""", """{"idempotency":{"bodyField":"id"}}""")]
    [InlineData("""{"body":"text"}""", """{"idempotency":{"bodyField":"id"}}""")]
    [InlineData("{}", """{"idempotency":{"header":"secret name"}}""")]
    public async Task A_key_that_has_no_place_refuses_the_call(string node, string more)
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, node, more: more);

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.DoesNotContain("secret", result.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("0198:node-1", "0198:node-1")]
    [InlineData("e:é x%", "e:%C3%A9%20x%25")]
    [InlineData("e:a\r\nX: 1", "e:a%0D%0AX:%201")]
    public void A_key_of_any_text_fits_into_a_header(string key, string header) =>
        Assert.Equal(header, IdempotencyPlacement.HeaderValue(key));
}
