using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowker.Cluster.Tests;

/// <summary>A provider that keeps the <c>traceparent</c> of each call, and a collector that keeps what is exported to it.</summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<byte[]> _traces = new();
    private readonly ConcurrentQueue<string> _parents = new();

    private TelemetrySink(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Of each provider call, in order; empty for one that had none.</summary>
    public IReadOnlyCollection<string> Parents => _parents;

    /// <summary>Until it is set, calls of <c>/hold</c> are not answered.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<TelemetrySink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var sink = new TelemetrySink(app);
        app.MapPost("/v1/traces", sink.CollectAsync);
        app.MapPost("/v1/metrics", () => Results.Ok());
        app.Map("/hold", async (HttpContext http) =>
        {
            sink.Note(http);
            await sink.Release.Task.WaitAsync(http.RequestAborted);
            return Results.Json(new { paid = true });
        });
        app.Map("/refuse", (HttpContext http) =>
        {
            sink.Note(http);
            return Results.UnprocessableEntity(new { reason = "no" });
        });
        app.MapFallback((HttpContext http) =>
        {
            sink.Note(http);
            return Results.Json(new { paid = true });
        });
        await app.StartAsync();
        return sink;
    }

    /// <summary>True when one export holds all of this.</summary>
    public bool Collected(params byte[][] parts) => _traces.Any(t => Array.TrueForAll(parts, p => t.AsSpan().IndexOf(p) >= 0));

    public ValueTask DisposeAsync()
    {
        Release.TrySetResult();
        return _app.DisposeAsync();
    }

    private void Note(HttpContext http) => _parents.Enqueue(http.Request.Headers["traceparent"].ToString());

    private async Task<IResult> CollectAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _traces.Enqueue(body.ToArray());
        return Results.Ok();
    }
}
