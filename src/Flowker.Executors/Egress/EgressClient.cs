using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Flowker.Executors.Egress;

/// <summary>
/// The one way out for all that leaves the process at a user's word: provider calls, tokens, connectivity tests. Every
/// connection, and so every redirect a caller follows, is checked when it is opened. It follows no redirects, keeps no
/// cookies, uses no system proxy and has no timeout of its own. Source: <c>spec/decisions.md</c>, "SSRF".
/// </summary>
public sealed class EgressClient : IDisposable
{
    private const int Capacity = 4_096;

    private readonly EgressOptions _options;
    private readonly EgressConnector _connector;
    private readonly ConcurrentDictionary<Guid, Pool> _pools = new();

    public EgressClient(EgressOptions options, IHostResolver resolver)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(resolver);
        _options = options;
        _connector = new EgressConnector(options, resolver);
    }

    /// <summary>
    /// The client whose connections belong to this provider configuration alone, opened with its <c>tls</c> and
    /// <c>http2</c>; answers that are buffered end at its <c>max_response_bytes</c>. Not to be disposed or kept: changed
    /// settings make another client. Settings that cannot be used throw <see cref="CallRefusedException"/>.
    /// </summary>
    public HttpClient For(ProviderSettings provider) => PoolOf(provider).Client;

    /// <summary>What is below that client, for libraries that bring their own.</summary>
    internal HttpMessageHandler HandlerFor(ProviderSettings provider) => PoolOf(provider).Handler;

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
        {
            pool.Client.Dispose();
        }
    }

    private Pool PoolOf(ProviderSettings provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var known = _pools.GetValueOrDefault(provider.Id);
        if (known is not null && ReferenceEquals(known.ReadFrom, provider))
        {
            return known;
        }

        var settings = ConnectionSettings.Read(provider.Config);
        if (known is null && _pools.Count >= Capacity)
        {
            _pools.Clear();
        }

        // A client that is replaced may have calls in flight: it is let go of, not disposed. Its idle connections close by
        // themselves, and nothing else of it is left then.
        return _pools[provider.Id] = known is not null && known.Settings == settings
            ? known with { ReadFrom = provider }
            : Open(provider, settings);
    }

    private Pool Open(ProviderSettings provider, ConnectionSettings settings)
    {
        HttpMessageHandler handler = CreateHandler(settings);
        if (_options.Proxy is not null)
        {
            handler = new ProxiedTargetCheck(_connector, handler);
        }

        var client = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = settings.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            MaxResponseContentBufferSize = settings.MaxResponseBytes,
        };
        return new Pool(provider, settings, handler, client);
    }

    private SocketsHttpHandler CreateHandler(ConnectionSettings settings) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = StrictDecompression.Methods,
        ConnectCallback = (context, token) => _connector.ConnectAsync(context.DnsEndPoint, token),
        ConnectTimeout = _options.ConnectTimeout,
        MaxConnectionsPerServer = _options.MaxConnectionsPerServer,
        MaxResponseDrainSize = 64 * 1024,
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new SendTraceStream(context.PlaintextStream)),
        // Servers close idle connections too; a request that meets such a close has an unknown outcome, so be first.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        Proxy = ProxyOf(_options.Proxy),
        SslOptions = Tls(settings),
        UseCookies = false,
        UseProxy = _options.Proxy is not null,
    };

    private static SslClientAuthenticationOptions Tls(ConnectionSettings settings)
    {
        // A certificate may name an address to fetch its issuer or its revocation list from. That fetch would pass by the
        // guard, at the word of whoever answers the connection.
        var chain = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (settings.TrustedAuthorities() is { } authorities)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(authorities);
        }

        var own = settings.OwnCertificate();
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = chain,
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
        };
    }

    private static WebProxy? ProxyOf(Uri? proxy)
    {
        if (proxy is null)
        {
            return null;
        }

        var user = Uri.UnescapeDataString(proxy.UserInfo).Split(':', 2);
        var address = new Uri(proxy.GetLeftPart(UriPartial.Scheme) + proxy.Authority);
        return new WebProxy(address)
        {
            Credentials = user is [{ Length: > 0 } name, ..] ? new NetworkCredential(name, user.ElementAtOrDefault(1)) : null,
        };
    }

    private sealed record Pool(ProviderSettings ReadFrom, ConnectionSettings Settings, HttpMessageHandler Handler, HttpClient Client);
}
