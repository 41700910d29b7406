using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flowker.Storage;
using Flowker.Storage.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Grains.Secrets;

/// <summary>
/// The keys that secrets are encrypted with: made, renewed and kept by ASP.NET Data Protection, apart from whatever else the
/// host protects with it.
/// </summary>
internal sealed class SecretKeyRing(SecretKeyOptions options, IProtectionKeyStore store, TimeProvider time, ILogger<SecretKeyRing> logger)
{
    // Another silo may have made a key since the ring was read; who sends damaged secrets must not make it be read all the time.
    private static readonly TimeSpan MinBetweenReads = TimeSpan.FromSeconds(5);

    private readonly Lock _reading = new();
    private IDataProtectionProvider? _provider;
    private long _readAt;

    public IDataProtectionProvider Current => _provider ?? Read(null);

    /// <summary>
    /// Makes sure that there is a key that can be used. Throws <see cref="InvalidOperationException"/> with a message that
    /// names the setting when the folder or a certificate cannot be read, or does not open the keys that are there.
    /// </summary>
    public void Load()
    {
        // The framework itself would pass over a key that it cannot open and make a new one, which opens no secret of before.
        foreach (var key in Build().GetRequiredService<IKeyManager>().GetAllKeys().Where(k => !k.IsRevoked))
        {
            Open(key);
        }

        Current.CreateProtector("flowker.start").Protect([]);
        if (options is { Directory: null, Certificate: null })
        {
            Log.SecretKeysBesideSecrets(logger);
        }
    }

    /// <summary>The ring as it is now, when <paramref name="known"/> may be older; null when it was read just now.</summary>
    public IDataProtectionProvider? Renew(IDataProtectionProvider known) =>
        _provider != known ? _provider
        : time.GetElapsedTime(_readAt) < MinBetweenReads ? null
        : Read(known);

    private IDataProtectionProvider Read(IDataProtectionProvider? known)
    {
        lock (_reading)
        {
            if (_provider is { } already && already != known)
            {
                return already;
            }

            _readAt = time.GetTimestamp();
            return _provider = Build().GetRequiredService<IDataProtectionProvider>();
        }
    }

    private static void Open(IKey key)
    {
        try
        {
            key.CreateEncryptor();
        }
        catch (Exception failure) when (failure is CryptographicException or InvalidOperationException or FormatException)
        {
            throw new InvalidOperationException(
                $"The key {key.KeyId}, which secrets are encrypted with, cannot be opened: is the certificate that encrypts it among those of Flowker:SecretKeys?", failure);
        }
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        var protection = services.AddDataProtection().SetApplicationName("flowker");
        if (options.Directory is { } directory)
        {
            var files = new KeyFiles(Folder(directory));
            files.Close();
            services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = files);
        }
        else
        {
            services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new StoredKeys(store));
        }

        if (options.Certificate is { } certificate)
        {
            protection.ProtectKeysWithCertificate(Certificate(certificate));
            protection.UnprotectKeysWithAnyCertificate([.. options.RetiredCertificates.Select(Certificate)]);
        }

        return services.BuildServiceProvider();
    }

    private DirectoryInfo Folder(string path)
    {
        try
        {
            if (!PrivateFiles.MakeSharedFolder(path))
            {
                Log.SecretKeysOpen(logger, path);
            }

            return new DirectoryInfo(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException("The folder of Flowker:SecretKeys:Directory cannot be used.", failure);
        }
    }

    private X509Certificate2 Certificate(string path)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, options.CertificatePassword);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                "A certificate of Flowker:SecretKeys:Certificate or RetiredCertificates cannot be read with Flowker:SecretKeys:CertificatePassword.", failure);
        }
    }
}
