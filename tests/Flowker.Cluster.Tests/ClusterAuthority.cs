using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Flowker.Cluster.Tests;

/// <summary>A certificate authority of one test, and the files that processes are given of it.</summary>
internal sealed class ClusterAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public ClusterAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
        Folder = Directory.CreateTempSubdirectory("flowker-authority-").FullName;
        File.WriteAllText(Path.Combine(Folder, "ca.crt"), _certificate.ExportCertificatePem());
    }

    private string Folder { get; }

    /// <summary>A certificate for both ends of a connection, with its key.</summary>
    public X509Certificate2 Issue(bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=flowker", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        using var certificate = expired
            ? request.Create(_certificate, now.AddHours(-2), now.AddHours(-1), RandomNumberGenerator.GetBytes(8))
            : request.Create(_certificate, now.AddHours(-1), now.AddHours(1), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>The settings of a process with a certificate of its own.</summary>
    public (string Name, string Value)[] Settings(bool expired = false)
    {
        using var own = Issue(expired);
        var name = Path.Combine(Folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText($"{name}.crt", own.ExportCertificatePem());
        File.WriteAllText($"{name}.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return
        [
            ("Flowker__Cluster__Certificate", $"{name}.crt"),
            ("Flowker__Cluster__CertificateKey", $"{name}.key"),
            ("Flowker__Cluster__Authority", Path.Combine(Folder, "ca.crt")),
        ];
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
