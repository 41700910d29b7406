using System.Net;

namespace Flowker.Executors.Egress;

/// <summary>
/// The one HTTP client for all that leaves the process at a user's word: provider calls, tokens, connectivity tests. Every
/// connection, and so every redirect a caller follows, is checked when it is opened. It follows no redirects, keeps no
/// cookies, uses no system proxy and has no timeout of its own. Source: <c>spec/decisions.md</c>, "SSRF".
/// </summary>
public sealed class EgressClient : IDisposable
{
    private readonly SocketsHttpHandler _handler;

    public EgressClient(EgressOptions options, IHostResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(resolver);
        _handler = CreateHandler(options, new EgressConnector(options, resolver));
        Http = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Http { get; }

    internal SocketsHttpHandler Handler => _handler;

    public void Dispose() => Http.Dispose();

    // Requests go out as HTTP/1.1, HttpClient's default: there each request's own first write can be seen (SendTrace), and
    // with it whether a request that failed had left at all. HTTP/2 writes all requests of a connection in one loop.
    private static SocketsHttpHandler CreateHandler(EgressOptions options, EgressConnector connector) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = (context, token) => connector.ConnectAsync(context.DnsEndPoint, token),
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.MaxConnectionsPerServer,
        MaxResponseDrainSize = 64 * 1024,
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new SendTraceStream(context.PlaintextStream)),
        // Servers close idle connections too; a request that meets such a close has an unknown outcome, so be first.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
        UseProxy = false,
    };
}
