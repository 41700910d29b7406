using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flowker.Bench.Load;

/// <summary>
/// One keep-alive connection of a client, bare: on a machine that the load generator shares with what it measures, a
/// general HTTP client would take a third of it.
/// </summary>
internal sealed class HttpConnection(IPEndPoint server) : IDisposable
{
    private byte[] _received = new byte[16 * 1024];
    private byte[] _request = new byte[16 * 1024];
    private Socket? _socket;
    private int _count;

    public ValueTask<HttpReply> GetAsync(string path) => SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n", default);

    public ValueTask<HttpReply> PostAsync(string path, string idempotencyKey, ReadOnlyMemory<byte> body) => SendAsync(
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: {idempotencyKey}\r\nContent-Length: {body.Length}\r\n\r\n",
        body);

    public void Dispose() => _socket?.Dispose();

    /// <summary>The body is valid until the next request. Throws <see cref="IOException"/> when the server is gone.</summary>
    private async ValueTask<HttpReply> SendAsync(string head, ReadOnlyMemory<byte> body)
    {
        try
        {
            var socket = _socket ??= await ConnectAsync();
            var length = head.Length + body.Length;
            if (_request.Length < length)
            {
                _request = new byte[length];
            }

            Encoding.ASCII.GetBytes(head, _request);
            body.CopyTo(_request.AsMemory(head.Length));
            for (var sent = 0; sent < length;)
            {
                sent += await socket.SendAsync(_request.AsMemory(sent, length - sent));
            }

            return await ReceiveAsync(socket);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            _socket?.Dispose();
            _socket = null;
            throw failure as IOException ?? new IOException("The connection broke.", failure);
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<HttpReply> ReceiveAsync(Socket socket)
    {
        _count = 0;
        int end;
        while ((end = _received.AsSpan(0, _count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync(socket);
        }

        var status = Number(_received.AsSpan(9, 3));
        var start = end + 4;
        var length = ContentLength(_received.AsSpan(0, end));
        return length is { } known
            ? new HttpReply(status, await BodyAsync(socket, start, known))
            : new HttpReply(status, await ChunksAsync(socket, start));
    }

    private async ValueTask<ReadOnlyMemory<byte>> BodyAsync(Socket socket, int start, int length)
    {
        while (_count < start + length)
        {
            await FillAsync(socket);
        }

        return _received.AsMemory(start, length);
    }

    // Put together in place: what is kept is never ahead of what is read.
    private async ValueTask<ReadOnlyMemory<byte>> ChunksAsync(Socket socket, int start)
    {
        var read = start;
        var kept = start;
        while (true)
        {
            int line;
            while ((line = _received.AsSpan(read, _count - read).IndexOf("\r\n"u8)) < 0)
            {
                await FillAsync(socket);
            }

            _ = Utf8Parser.TryParse(_received.AsSpan(read, line), out int size, out _, 'x');
            read += line + 2;
            while (_count < read + size + 2)
            {
                await FillAsync(socket);
            }

            _received.AsSpan(read, size).CopyTo(_received.AsSpan(kept));
            read += size + 2;
            kept += size;
            if (size == 0)
            {
                return _received.AsMemory(start, kept - start);
            }
        }
    }

    private async ValueTask FillAsync(Socket socket)
    {
        if (_count == _received.Length)
        {
            Array.Resize(ref _received, 2 * _count);
        }

        var read = await socket.ReceiveAsync(_received.AsMemory(_count));
        _count += read > 0 ? read : throw new IOException("The server closed the connection.");
    }

    private static int? ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        return at < 0 ? null : Number(head[(at + name.Length)..]);
    }

    private static int Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int number, out _) ? number : 0;
}

/// <summary>An answer; its body is valid until the next request of the connection.</summary>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body);
