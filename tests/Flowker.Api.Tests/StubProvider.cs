using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowker.Api.Tests;

/// <summary>
/// A provider that counts its calls. <c>/status/{code}</c> answers with that status, <c>/hold</c> waits until it is let go,
/// anything else answers 200 with the body it got.
/// </summary>
internal sealed class StubProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StubProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyCollection<Call> Calls => _calls;

    public void LetGo() => _held.TrySetResult();

    public static async Task<StubProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stub = new StubProvider(app);
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        LetGo();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        _calls.Enqueue(new Call(http.Request.Method, http.Request.Path, http.Request.Headers["Idempotency-Key"].ToString(), body)
        {
            Headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        });
        if (http.Request.Path == "/hold")
        {
            await _held.Task;
        }

        if (http.Request.Path.Value!.StartsWith("/status/", StringComparison.Ordinal))
        {
            http.Response.StatusCode = int.Parse(http.Request.Path.Value[8..], System.Globalization.CultureInfo.InvariantCulture);
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"echo":{{(body.Length > 0 ? body : "null")}}}""");
    }

    public sealed record Call(string Method, string Path, string Key, string Body)
    {
        public required IReadOnlyDictionary<string, string> Headers { get; init; }
    }
}
