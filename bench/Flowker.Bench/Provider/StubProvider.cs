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
    private readonly ConcurrentDictionary<string, int> _keys = new(StringComparer.Ordinal);
    private long _calls;
    private volatile TaskCompletionSource? _nextCall;

    private StubProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Keeps each call's key from now on, until it is unset: <see cref="Repeated"/>.</summary>
    public bool KeepsKeys { get; set; }

    /// <summary>Calls that came again with a key of an earlier one.</summary>
    public int Repeated => _keys.Values.Sum(n => n - 1);

    /// <summary>Completes when the next call comes.</summary>
    public Task NextCall() => (_nextCall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

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
    public void Forget()
    {
        _lastCalls.Clear();
        _keys.Clear();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private TaskCompletionSource Waiter(Guid execution) =>
        _lastCalls.GetOrAdd(execution, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _calls);
        _nextCall?.TrySetResult();
        if (KeepsKeys)
        {
            _keys.AddOrUpdate(http.Request.Headers["Idempotency-Key"].ToString(), 1, static (_, count) => count + 1);
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Answer.Length;
        await http.Response.Body.WriteAsync(Answer);
        if (http.Request.Path == LastPath && Guid.TryParse(http.Request.Headers["Idempotency-Key"].ToString().AsSpan(0, 36), out var execution))
        {
            Waiter(execution).TrySetResult();
        }
    }
}
