using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Flowker.Bench.Provider;

/// <summary>
/// The bank: answers every call at once. It tells who waits for an execution when that execution's last call, to
/// <c>/notify</c>, has come.
/// </summary>
internal sealed class StubProvider : IAsyncDisposable
{
    /// <summary>The path that every workflow of the bench calls last.</summary>
    public const string LastPath = "/notify";

    private static readonly ReadOnlyMemory<byte> Answer = """{"score":12,"reference":"b7c1f0d2","status":"accepted"}"""u8.ToArray();

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _lastCalls = new();
    private readonly WebApplication _app;
    private long _calls;

    private StubProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    public long Calls => Interlocked.Read(ref _calls);

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

    /// <summary>Completes when the execution's last call has come; to be asked once.</summary>
    public Task LastCallOf(Guid execution) => Waiter(execution).Task;

    /// <summary>Forgets what nobody waits for.</summary>
    public void Forget() => _lastCalls.Clear();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private TaskCompletionSource Waiter(Guid execution) =>
        _lastCalls.GetOrAdd(execution, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _calls);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Answer.Length;
        await http.Response.Body.WriteAsync(Answer);
        if (http.Request.Path == LastPath && Guid.TryParse(http.Request.Headers["Idempotency-Key"].ToString().AsSpan(0, 36), out var execution))
        {
            Waiter(execution).TrySetResult();
        }
    }
}
