using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowker.Cluster.Tests;

/// <summary>Counts what providers see. It outlives the processes under test, as real providers do.</summary>
internal sealed class StubProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private readonly ConcurrentDictionary<string, int> _refused = new();

    private StubProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IReadOnlyCollection<Call> Calls => _calls;

    /// <summary>Paths that are refused with 503, to be tried again in an hour.</summary>
    public ConcurrentDictionary<string, bool> Closed { get; } = new();

    /// <summary>Refuses calls to the path with 503, to be tried again after so many seconds, until <see cref="Allow"/>.</summary>
    public void Refuse(string path, int retryAfter) => _refused[path] = retryAfter;

    public void Allow(string path) => _refused.TryRemove(path, out _);

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

    /// <summary>Lets calls to the path wait until <see cref="Release"/>.</summary>
    public void Hold(string path) => _held[path] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release(string path)
    {
        if (_held.TryRemove(path, out var held))
        {
            held.SetResult();
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var call = new Call(path, http.Request.Headers["Idempotency-Key"].ToString(), DateTime.UtcNow);
        _calls.Enqueue(call);
        if (Closed.ContainsKey(path))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "3600";
            return;
        }

        if (_refused.TryGetValue(path, out var seconds))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return;
        }

        // A provider takes its time, so that a fault finds calls in flight.
        await Task.Delay(Random.Shared.Next(5, 40), http.RequestAborted);
        if (_held.TryGetValue(path, out var held))
        {
            await held.Task.WaitAsync(http.RequestAborted);
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"score":12}""");
        call.AnsweredAt = DateTime.UtcNow;
    }

    public sealed record Call(string Path, string Key, DateTime ReceivedAt)
    {
        /// <summary>Null when nobody heard the answer.</summary>
        public DateTime? AnsweredAt { get; set; }
    }
}
