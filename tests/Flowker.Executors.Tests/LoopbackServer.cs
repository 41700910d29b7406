using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Flowker.Executors.Tests;

/// <summary>One request as it was on the wire.</summary>
internal sealed record WireRequest(string Head, string Body)
{
    public string Line => Head.Split("\r\n")[0];

    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .SingleOrDefault();
}

/// <summary>
/// A provider on a free loopback port that answers each request with whatever bytes the test writes: it can break every
/// rule of HTTP. Each connection ends after its answer.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Stream, WireRequest, CancellationToken, Task> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly bool _asksForCertificate;
    private readonly TaskCompletionSource _firstRequest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public LoopbackServer(
        Func<Stream, WireRequest, CancellationToken, Task> answer, X509Certificate2? certificate = null, bool asksForCertificate = false)
    {
        _answer = answer;
        _certificate = certificate;
        _asksForCertificate = asksForCertificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public LoopbackServer(string answer) : this((stream, _, token) => WriteAsync(stream, answer, token))
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    public ConcurrentQueue<WireRequest> Requests { get; } = new();

    /// <summary>The subject of what the last client showed.</summary>
    public string? ClientCertificate { get; private set; }

    public WireRequest Request => Assert.Single(Requests);

    public Task FirstRequest => _firstRequest.Task;

    public static string Ok(string json = "{}") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}";

    public static string Status(string status, string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n";

    public static Task WriteAsync(Stream stream, string text, CancellationToken token) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), token).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        using var owned = socket;
        try
        {
            await using Stream network = new NetworkStream(socket);
            await using var stream = await SecureAsync(network);
            var request = await ReadAsync(stream);
            Requests.Enqueue(request);
            _firstRequest.TrySetResult();
            await _answer(stream, request, _stop.Token);
            if (socket.LingerState is not { Enabled: true })
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task<Stream> SecureAsync(Stream network)
    {
        if (_certificate is null)
        {
            return network;
        }

        var secure = new SslStream(network);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                ClientCertificateRequired = _asksForCertificate,
                RemoteCertificateValidationCallback = (_, presented, _, _) =>
                {
                    ClientCertificate = presented?.Subject;
                    return presented is not null || !_asksForCertificate;
                },
            },
            _stop.Token);
        return secure;
    }

    private async Task<WireRequest> ReadAsync(Stream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (!(bytes.Count >= 4 && bytes[^1] is (byte)'\n' && bytes[^3] is (byte)'\n'))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            bytes.Add(one[0]);
        }

        var request = new WireRequest(Encoding.UTF8.GetString([.. bytes]).TrimEnd(), "");
        var body = new byte[int.Parse(request.Header("Content-Length") ?? "0", System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return request with { Body = Encoding.UTF8.GetString(body) };
    }
}
