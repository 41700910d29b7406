using System.Security.Cryptography;

namespace Flowker.Audit.Checkpoints;

/// <summary>A public key that verifies checkpoints. Its <see cref="Id"/> is the SHA-256 of its SubjectPublicKeyInfo.</summary>
public sealed class VerificationKey
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly byte[] _info;

    private VerificationKey(byte[] info)
    {
        _info = info;
        Id = Sha256.Of(info);
    }

    public Sha256 Id { get; }

    /// <summary>Reads a PEM of SubjectPublicKeyInfo. Throws <see cref="FormatException"/> when it is none or of another curve.</summary>
    public static VerificationKey FromPem(string pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            RefuseOtherCurves(key);
            return Of(key);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException or FormatException)
        {
            throw new FormatException("This is no PEM of an ECDSA P-256 public key.");
        }
    }

    /// <summary>Reads a SubjectPublicKeyInfo. Throws <see cref="FormatException"/> as above.</summary>
    public static VerificationKey FromInfo(ReadOnlySpan<byte> info)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out _);
            RefuseOtherCurves(key);
            return Of(key);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            throw new FormatException("This is no ECDSA P-256 public key.");
        }
    }

    /// <summary>The SubjectPublicKeyInfo.</summary>
    public byte[] ExportInfo() => [.. _info];

    public string ExportPem()
    {
        using var key = Import();
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    public bool Verifies(SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using var key = Import();
        return checkpoint.Content.KeyId == Id && key.VerifyData(
            checkpoint.Content.SignedBytes(), checkpoint.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    internal static VerificationKey Of(ECDsa key) => new(key.ExportSubjectPublicKeyInfo());

    internal static void RefuseOtherCurves(ECDsa key)
    {
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value != P256)
        {
            throw new FormatException("The key is of another curve.");
        }
    }

    private ECDsa Import()
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_info, out _);
        return key;
    }
}
