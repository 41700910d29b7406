using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.Egress;

/// <summary>
/// How a provider configuration wants its connections: <c>tls: {ca_certificates, client_certificate, client_key}</c>, all
/// PEM, <c>http2</c>, and <c>max_response_bytes</c>, which beyond its range counts as its nearest end.
/// Source: <c>spec/decisions.md</c>, "Sizes".
/// </summary>
internal sealed record ConnectionSettings(
    string? Authorities, string? ClientCertificate, string? ClientKey, bool Http2, int MaxResponseBytes)
{
    private const int DefaultMaxResponseBytes = 1024 * 1024;

    public static ConnectionSettings Read(JsonElement config)
    {
        var tls = Member.Object(config, "tls") ?? default;
        return new ConnectionSettings(
            Member.Text(tls, "ca_certificates"),
            Member.Text(tls, "client_certificate"),
            Member.Text(tls, "client_key"),
            Member.Find(config, "http2") is { ValueKind: JsonValueKind.True },
            ReadMaxResponseBytes(config));
    }

    public static int ReadMaxResponseBytes(JsonElement config) => (int)Math.Clamp(
        Member.Number(config, "max_response_bytes") ?? DefaultMaxResponseBytes, 1024, 16 * 1024 * 1024);

    /// <summary>The only authorities that count; null for the system's. Throws <see cref="CallRefusedException"/>.</summary>
    public X509Certificate2Collection? TrustedAuthorities()
    {
        if (Authorities is null)
        {
            return null;
        }

        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPem(Authorities);
        }
        catch (CryptographicException)
        {
            trusted.Clear();
        }

        return trusted.Count > 0
            ? trusted
            : throw new CallRefusedException("The provider configuration's tls.ca_certificates are not certificates in PEM.");
    }

    /// <summary>What to show to a server that asks who calls; null for nothing. Throws <see cref="CallRefusedException"/>.</summary>
    public X509Certificate2? OwnCertificate()
    {
        if (ClientCertificate is null && ClientKey is null)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(ClientCertificate, ClientKey);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CallRefusedException(
                "The provider configuration's tls.client_certificate and tls.client_key are not a certificate and its key in PEM.");
        }
    }
}
