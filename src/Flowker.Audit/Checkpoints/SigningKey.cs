using System.Security.Cryptography;

namespace Flowker.Audit.Checkpoints;

/// <summary>The private key that signs checkpoints: ECDSA P-256.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        PublicKey = VerificationKey.Of(key);
    }

    public VerificationKey PublicKey { get; }

    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>
    /// Reads a PEM of PKCS#8 or SEC 1. Throws <see cref="FormatException"/>, without its text, when it is none or of another curve.
    /// </summary>
    public static SigningKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            VerificationKey.RefuseOtherCurves(key);
            _ = key.ExportParameters(includePrivateParameters: true);
            return new SigningKey(key);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException or FormatException)
        {
            key.Dispose();
            throw new FormatException("This is no PEM of an ECDSA P-256 private key.");
        }
    }

    public string ExportPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>The checkpoint must name this key.</summary>
    public SignedCheckpoint Sign(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return checkpoint.KeyId == PublicKey.Id
            ? new SignedCheckpoint(
                checkpoint, _key.SignData(checkpoint.SignedBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            : throw new ArgumentException("The checkpoint names another key.", nameof(checkpoint));
    }

    public void Dispose() => _key.Dispose();
}
