using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowker.Api.Tests;

/// <summary>
/// The services that the documented workflows call: a KYC and an AML service, Tracer (with the key <c>tr4cer</c>), Midaz, and
/// the issuer of its tokens. Tracer denies amounts of 1000 and more; KYC gives the risk score that a name ends with; AML is
/// away while <see cref="AmlAway"/>.
/// </summary>
internal sealed class Banks : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Banks(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public bool AmlAway { get; set; }

    public ConcurrentQueue<(string Path, JsonNode? Body)> Calls { get; } = new();

    public static async Task<Banks> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var banks = new Banks(app);
        app.Run(banks.AnswerAsync);
        await app.StartAsync();
        return banks;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var isToken = path is "/token";
        var body = http.Request.ContentLength > 0 && !isToken ? await JsonNode.ParseAsync(http.Request.Body) : null;
        Calls.Enqueue((path, body));
        var (status, answer) = Answer(path, body, http.Request.Headers);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString());
    }

    private (int Status, JsonNode Answer) Answer(string path, JsonNode? body, IHeaderDictionary headers) => path switch
    {
        "/kyc" => (200, new JsonObject
        {
            ["customerId"] = "CUST-001",
            ["riskScore"] = int.Parse(((string)body!["fullName"]!).Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture),
        }),
        "/aml" => (AmlAway ? 500 : 200, new JsonObject { ["clear"] = true }),
        "/v1/validations" => headers["X-API-Key"] == "tr4cer"
            ? (201, new JsonObject { ["decision"] = ((string)body!["amount"]!).Length < 7 ? "ALLOW" : "DENY" })
            : (401, new JsonObject()),
        "/.well-known/openid-configuration" => (200, new JsonObject { ["issuer"] = Url, ["token_endpoint"] = Url + "/token" }),
        "/token" => (200, new JsonObject { ["access_token"] = "m1daz", ["expires_in"] = 600 }),
        _ when path.EndsWith("/transactions/json", StringComparison.Ordinal) => headers.Authorization == "Bearer m1daz"
            ? (201, new JsonObject { ["id"] = "tx-1" })
            : (401, new JsonObject()),
        _ => (404, new JsonObject()),
    };
}
