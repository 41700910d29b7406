namespace Flowker.Executors.Egress;

/// <summary>Where requests to providers may go. Source: <c>spec/reference-api.md</c>, appendix D.</summary>
public sealed class EgressOptions
{
    /// <summary>
    /// Allows loopback, private and shared addresses, and names such as <c>localhost</c>: for development
    /// (<c>SSRF_ALLOW_PRIVATE</c>). Cloud metadata, link-local and reserved addresses stay refused. Default: false.
    /// </summary>
    public bool AllowPrivate { get; set; }

    /// <summary>
    /// A forward proxy for all requests, as <c>http://user:password@proxy:3128</c>; the system's own proxy settings are
    /// never used. The proxy's address is the operator's word and not checked. Default: none.
    /// </summary>
    public Uri? Proxy { get; set; }

    /// <summary>For one connection: resolving, connecting and the TLS handshake. Default: 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections of one provider configuration to one host and port at once; more calls wait within their own timeout. Default: 64.</summary>
    public int MaxConnectionsPerServer { get; set; } = 64;
}
