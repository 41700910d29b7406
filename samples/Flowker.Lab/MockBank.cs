using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Flowker.Lab;

/// <summary>
/// A bank on loopback with four desks: fraud, KYC, ledger, notifications. It takes its time, fails now and then, and keeps
/// to its word: a repeated <c>Idempotency-Key</c> gets the first answer and has no second effect.
/// </summary>
internal sealed class MockBank
{
    /// <summary>A payee whose postings are refused for the first half minute after the first try.</summary>
    public const string SlowPayee = "mallory-savings";

    /// <summary>A payee whose account is closed.</summary>
    public const string ClosedPayee = "closed-account";

    private static readonly TimeSpan Maintenance = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, JsonObject> _answers = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _firstTries = new();
    private readonly ConcurrentDictionary<string, int> _tries = new();

    public static async Task<WebApplication> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var bank = new MockBank();
        app.MapPost("/fraud", request => bank.AnswerAsync(request, 20, 60, bank.Screen));
        app.MapPost("/kyc", request => bank.AnswerAsync(request, 120, 400, _ => Answer(200, ("level", "full"))));
        app.MapPost("/ledger/hold", request => bank.AnswerAsync(request, 30, 90, _ => Answer(200, ("holdId", NewId("hold")))));
        app.MapPost("/ledger/post", request => bank.AnswerAsync(request, 40, 120, bank.Post));
        app.MapPost("/ledger/release", request => bank.AnswerAsync(request, 20, 50, _ => Answer(200, ("released", true))));
        app.MapPost("/notify", request => bank.AnswerAsync(request, 10, 40, _ => Answer(200, ("sent", true))));
        await app.StartAsync();
        return app;
    }

    private async Task AnswerAsync(HttpContext http, int leastMs, int mostMs, Func<Request, (int Status, JsonObject Body)> desk)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        var body = await JsonNode.ParseAsync(http.Request.Body) as JsonObject ?? [];
        await Task.Delay(Random.Shared.Next(leastMs, mostMs));
        if (!_answers.TryGetValue(key, out var answer))
        {
            var (status, fresh) = desk(new Request(key, body));
            if (status != 200)
            {
                http.Response.StatusCode = status;
                await http.Response.WriteAsJsonAsync(fresh);
                return;
            }

            answer = _answers.GetOrAdd(key, fresh);
        }

        await http.Response.WriteAsJsonAsync(answer);
    }

    // Every third payer meets a desk that is busy at the first try.
    private (int Status, JsonObject Body) Screen(Request request)
    {
        var payer = (string?)request.Body["payer"] ?? "";
        return payer.Length % 3 == 0 && _tries.AddOrUpdate(request.Key, 1, (_, n) => n + 1) == 1
            ? Answer(503, ("error", "busy"))
            : Answer(200, ("score", (double?)request.Body["amount"] > 10_000 ? 91 : 12));
    }

    private (int Status, JsonObject Body) Post(Request request) => (string?)request.Body["payee"] switch
    {
        ClosedPayee => Answer(422, ("error", "account closed")),
        SlowPayee when DateTimeOffset.UtcNow - _firstTries.GetOrAdd(request.Key, _ => DateTimeOffset.UtcNow) < Maintenance =>
            Answer(503, ("error", "the ledger is closed for maintenance")),
        _ => Answer(200, ("entry", NewId("entry"))),
    };

    private static (int Status, JsonObject Body) Answer(int status, (string Name, JsonNode? Value) member) =>
        (status, new JsonObject { [member.Name] = member.Value });

    private static string NewId(string kind) => $"{kind}-{Random.Shared.Next(0x1000000):x6}";

    private sealed record Request(string Key, JsonObject Body);
}
