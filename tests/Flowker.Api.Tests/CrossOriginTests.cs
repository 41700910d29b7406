using System.Net;

namespace Flowker.Api.Tests;

/// <summary>What web pages of other origins may do.</summary>
public sealed class CrossOriginTests(CrossOriginTests.AllowingService service) : IClassFixture<CrossOriginTests.AllowingService>
{
    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://a.b.example.org", true)]
    [InlineData("http://app.example.com", false)]
    [InlineData("https://example.com.evil.net", false)]
    [InlineData("https://evilexample.org", false)]
    [InlineData("null", false)]
    public async Task Only_named_origins_may_read(string origin, bool allowed)
    {
        var answer = await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("Origin", origin));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(allowed ? origin : null, answer.Headers.GetValueOrDefault("Access-Control-Allow-Origin"));
        if (allowed)
        {
            Assert.Contains("Origin", answer.Headers["Vary"], StringComparison.Ordinal);
            Names(answer, "Access-Control-Expose-Headers", "ETag", "Idempotency-Replayed", "Location", "Retry-After", "X-Request-Id");
        }
    }

    [Fact]
    public async Task A_page_may_start_executions_and_edit()
    {
        var answer = await PreflightAsync("https://app.example.com", "idempotency-key,x-webhook-token,if-match,x-api-key,content-type");
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal("https://app.example.com", answer.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("3600", answer.Headers["Access-Control-Max-Age"]);
        Names(answer, "Access-Control-Allow-Headers", "Idempotency-Key", "X-Webhook-Token", "If-Match", "X-API-Key", "Content-Type");
        Names(answer, "Access-Control-Allow-Methods", "POST", "PATCH", "DELETE");
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Credentials"));
        Assert.True(answer.Headers.ContainsKey("X-Request-Id"));
    }

    [Fact]
    public async Task A_page_of_another_origin_is_not_let_in() =>
        Assert.DoesNotContain(
            (await PreflightAsync("https://evil.net", "x-api-key")).Headers.Keys,
            h => h.StartsWith("Access-Control-Allow", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public async Task An_error_can_be_read_too() =>
        Assert.Equal(
            "https://app.example.com",
            (await service.SendAsync(HttpMethod.Get, "/v1/nothing", headers: ("Origin", "https://app.example.com"))).Headers["Access-Control-Allow-Origin"]);

    private static void Names(Answer answer, string header, params string[] names) =>
        Assert.Empty(names.Except(answer.Headers[header].Split(',')));

    private Task<Answer> PreflightAsync(string origin, string headers) => service.SendAsync(
        HttpMethod.Options,
        "/v1/workflows/7/executions",
        headers: [("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", headers)]);

    public sealed class AllowingService() : Service(("CORS_ALLOWED_ORIGINS", "https://app.example.com, https://*.example.org"));
}

/// <summary>Without the setting, none may.</summary>
public sealed class NoCrossOriginTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Without_the_setting_no_page_is_let_in()
    {
        var answer = await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("Origin", "https://app.example.com"));
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Origin"));
        var preflight = await service.SendAsync(
            HttpMethod.Options, "/v1/workflows", headers: [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "POST")]);
        Assert.False(preflight.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }
}
