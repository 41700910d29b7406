using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowker.Cluster.Tests;

/// <summary>Counts what providers see. It outlives the process under test, as real providers do.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Call> _calls = new();

    private StubProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyCollection<Call> Calls => _calls;

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

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        _calls.Enqueue(new Call(http.Request.Path, http.Request.Headers["Idempotency-Key"].ToString()));
        // A provider takes its time, so that the kill finds calls in flight.
        await Task.Delay(Random.Shared.Next(5, 40), http.RequestAborted);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"score":12}""");
    }

    public sealed record Call(string Path, string Key);
}
