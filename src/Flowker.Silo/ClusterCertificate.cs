using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;

namespace Flowker.Silo;

/// <summary>
/// What a process shows to the other processes of its cluster, and what it asks of them: a certificate of the same authority, whatever
/// name is in it, since silos come and go with their addresses.
/// </summary>
internal sealed class ClusterCertificate
{
    private const string Setting = $"{FlowkerOptions.Section}:{nameof(FlowkerOptions.Cluster)}";

    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _roots = [];
    private readonly X509Certificate2Collection _between = [];

    private ClusterCertificate(X509Certificate2 own, X509Certificate2Collection authorities)
    {
        _own = own;
        foreach (var authority in authorities)
        {
            (IsItsOwn(authority) ? _roots : _between).Add(authority);
        }
    }

    /// <summary>
    /// Null without the setting. Throws <see cref="InvalidOperationException"/>, naming the setting, when a file cannot be read or the
    /// certificate would not be trusted by a process with the same settings.
    /// </summary>
    public static ClusterCertificate? Read(ClusterSecurityOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Certificate))
        {
            return string.IsNullOrWhiteSpace(options.Authority) && string.IsNullOrWhiteSpace(options.CertificateKey)
                ? null
                : throw new InvalidOperationException($"{Setting}:Authority and CertificateKey are of use only with {Setting}:Certificate.");
        }

        var (own, others) = ReadOwn(options.Certificate, options);
        var authorities = string.IsNullOrWhiteSpace(options.Authority) ? IsItsOwn(own) ? [own] : others : ReadAuthorities(options.Authority);
        var certificate = new ClusterCertificate(own, authorities);
        return certificate._roots.Count == 0
            ? throw new InvalidOperationException($"There is no authority to trust: set {Setting}:Authority, or put it into the file of {Setting}:Certificate.")
            : certificate.Fault(own) is { } fault
                ? throw new InvalidOperationException($"{Setting}:Certificate would be refused by the rest of the cluster: {fault}.")
                : certificate;
    }

    /// <summary>What Orleans asks of both ends of a connection.</summary>
    public void Configure(TlsOptions tls)
    {
        tls.LocalCertificate = _own;
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (certificate, _, _) => Fault(certificate) is null;
        tls.HandshakeTimeout = TimeSpan.FromSeconds(10);
        tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = "flowker";
    }

    /// <summary>Why a certificate is not one of this cluster; null when it is.</summary>
    public string? Fault(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        chain.ChainPolicy.ExtraStore.AddRange(_between);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // A certificate may name an address to fetch its issuer from: nothing is fetched at the word of whoever connects.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate) ? null : string.Join(", ", chain.ChainStatus.Select(s => s.Status).Distinct());
    }

    private static (X509Certificate2 Own, X509Certificate2Collection Others) ReadOwn(string path, ClusterSecurityOptions options)
    {
        try
        {
            if (!IsPem(path))
            {
                var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, options.CertificatePassword);
                var own = all.FirstOrDefault(c => c.HasPrivateKey)
                    ?? throw new InvalidOperationException($"The file of {Setting}:Certificate holds no private key.");
                return (own, [.. all.Where(c => c != own)]);
            }

            var key = string.IsNullOrWhiteSpace(options.CertificateKey) ? path : options.CertificateKey;
            return (
                string.IsNullOrEmpty(options.CertificatePassword)
                    ? X509Certificate2.CreateFromPemFile(path, key)
                    : X509Certificate2.CreateFromEncryptedPemFile(path, options.CertificatePassword, key),
                [.. ReadPem(path).Skip(1)]);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Without the cause, which would be taken for what stopped the start and names no setting.
            throw new InvalidOperationException(
                $"{Setting}:Certificate: '{path}' cannot be read with its key ({Setting}:CertificateKey, {Setting}:CertificatePassword).");
        }
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        try
        {
            return ReadPem(path);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Setting}:Authority: '{path}' cannot be read.");
        }
    }

    private static X509Certificate2Collection ReadPem(string path)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(path);
        return certificates;
    }

    private static bool IsPem(string path) => File.ReadAllBytes(path).AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private static bool IsItsOwn(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
