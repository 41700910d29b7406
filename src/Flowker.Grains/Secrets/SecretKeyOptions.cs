namespace Flowker.Grains.Secrets;

/// <summary>The settings under <c>Flowker:SecretKeys</c>: where the keys are kept that secrets are encrypted with. See <c>docs/security.md</c>.</summary>
public sealed class SecretKeyOptions
{
    /// <summary>A folder for the key ring, the same for every silo; in the database when not set.</summary>
    public string? Directory { get; set; }

    /// <summary>A PKCS#12 file whose key encrypts the key ring itself; without one it is kept in clear.</summary>
    public string? Certificate { get; set; }

    public string? CertificatePassword { get; set; }

    /// <summary>Certificates of before, with the same password: they still open what they encrypted.</summary>
    public IList<string> RetiredCertificates { get; } = [];
}
