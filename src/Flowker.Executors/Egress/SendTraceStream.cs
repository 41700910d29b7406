using System.Runtime.CompilerServices;

namespace Flowker.Executors.Egress;

/// <summary>
/// Passes everything through and notes writes in <see cref="SendTrace"/>, before they happen. A connection that ends where an
/// answer should begin is an error here: <see cref="SocketsHttpHandler"/> takes a mere end for a connection that had idled too
/// long, and sends a request without content up to three times more, though the provider may have acted on it.
/// </summary>
internal sealed class SendTraceStream(Stream inner) : Stream
{
    // Written by whoever sends, read by a read that may have begun before: the one that watches an idle connection.
    private volatile bool _awaitsAnswer;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Came(inner.Read(buffer, offset, count), count);

    public override int Read(Span<byte> buffer) => Came(inner.Read(buffer), buffer.Length);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // An answer is nearly always waited for: without the pool each wait would be garbage.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Came(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var lease = Sends();
        try
        {
            inner.Write(buffer);
        }
        finally
        {
            lease?.Exit();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Sends() is { } lease ? WriteAsync(buffer, lease, cancellationToken) : inner.WriteAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, ISettingsLease lease, CancellationToken cancellationToken)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lease.Exit();
        }
    }

    private ISettingsLease? Sends()
    {
        var lease = SendTrace.EnterSend();
        _awaitsAnswer = true;
        return lease;
    }

    private int Came(int count, int asked)
    {
        if (count > 0)
        {
            _awaitsAnswer = false;
        }
        else if (asked > 0 && _awaitsAnswer)
        {
            throw new IOException("The connection ended before the answer began.");
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
