using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Flowker.Bench.Provider;

/// <summary>
/// The bank: answers every call at once. It tells who waits for an execution when that execution's last call, to
/// <c>/notify</c>, has come. It speaks just enough HTTP, over bare connections: three calls to a whole web server would cost the machine
/// a tenth of what Flowker costs it.
/// </summary>
internal sealed class StubProvider : IAsyncDisposable
{
    /// <summary>The path that every workflow of the bench calls last.</summary>
    public const string LastPath = "/notify";

    /// <summary>What it answers.</summary>
    public static readonly ReadOnlyMemory<byte> Body = """{"score":12,"reference":"b7c1f0d2","status":"accepted"}"""u8.ToArray();

    private static readonly ReadOnlyMemory<byte> Answer = (byte[])
    [
        .. Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: {DateTimeOffset.UtcNow:R}\r\nServer: bank\r\nContent-Length: {Body.Length}\r\n\r\n"),
        .. Body.Span,
    ];

    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _lastCalls = new();
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, int> _keys = new(StringComparer.Ordinal);
    private long _calls;
    private volatile TaskCompletionSource? _nextCall;

    private StubProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, port => port.Run(ServeAsync)));
        _app = builder.Build();
    }

    public Uri Address => new(_app.Urls.First());

    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Keeps each call's key from now on, until it is unset: <see cref="Repeated"/>.</summary>
    public bool KeepsKeys { get; set; }

    /// <summary>Calls that came again with a key of an earlier one.</summary>
    public int Repeated => _keys.Values.Sum(n => n - 1);

    /// <summary>Completes when the next call comes.</summary>
    public Task NextCall() => (_nextCall = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public static async Task<StubProvider> StartAsync()
    {
        var stub = new StubProvider();
        await stub._app.StartAsync();
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

    private async Task ServeAsync(ConnectionContext connection)
    {
        try
        {
            while (await ReadAsync(connection.Transport.Input) is { } call)
            {
                Interlocked.Increment(ref _calls);
                _nextCall?.TrySetResult();
                if (KeepsKeys && call.Key is { } key)
                {
                    _keys.AddOrUpdate(key, 1, static (_, count) => count + 1);
                }

                await connection.Transport.Output.WriteAsync(Answer);
                if (call.Ends is { } execution)
                {
                    Waiter(execution).TrySetResult();
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Flowker was killed.
        }
    }

    /// <summary>One request, its body skipped; null at the end of the connection.</summary>
    private async ValueTask<Call?> ReadAsync(PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync();
            if (TakeHead(read.Buffer, out var rest) is { } call)
            {
                input.AdvanceTo(rest);
                await SkipAsync(input, call.BodyLength);
                return call;
            }

            if (read.IsCompleted)
            {
                return null;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask SkipAsync(PipeReader input, long length)
    {
        while (length > 0)
        {
            var read = await input.ReadAsync();
            var here = Math.Min(length, read.Buffer.Length);
            input.AdvanceTo(read.Buffer.GetPosition(here));
            length -= here;
            if (read.IsCompleted && length > 0)
            {
                throw new IOException("The connection ended within a body.");
            }
        }
    }

    private Call? TakeHead(ReadOnlySequence<byte> buffer, out SequencePosition rest)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> sequence, "\r\n\r\n"u8))
        {
            rest = buffer.Start;
            return null;
        }

        rest = reader.Position;
        var head = sequence.IsSingleSegment ? sequence.FirstSpan : sequence.ToArray();
        var key = Header(head, "\r\nIdempotency-Key: "u8);
        var length = Utf8Parser.TryParse(Header(head, "\r\nContent-Length: "u8), out long given, out _) ? given : 0;
        var isLast = head[(head.IndexOf((byte)' ') + 1)..].StartsWith("/notify "u8);
        return new Call(
            length,
            KeepsKeys ? Encoding.ASCII.GetString(key) : null,
            isLast && Utf8Parser.TryParse(key, out Guid execution, out _) ? execution : null);
    }

    // As .NET's client spells them.
    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0)
        {
            return [];
        }

        var value = head[(at + name.Length)..];
        return value.IndexOf((byte)'\r') is var end and >= 0 ? value[..end] : value;
    }

    /// <param name="BodyLength">In bytes.</param>
    /// <param name="Key">Its idempotency key, when keys are kept.</param>
    /// <param name="Ends">The execution whose last call it is.</param>
    private readonly record struct Call(long BodyLength, string? Key, Guid? Ends);
}
