namespace Flowker.Silo;

/// <summary>The settings under <c>Flowker:Cluster</c>: how silos and clients prove to each other that they belong together.</summary>
public sealed class ClusterSecurityOptions
{
    /// <summary>
    /// A file with this process's certificate: PKCS#12 with its key, or PEM. With it silos and clients speak TLS to each other, and both sides
    /// must show a certificate of the same authority. Unset: they speak plainly, and whoever reaches the ports is trusted.
    /// </summary>
    public string? Certificate { get; set; }

    /// <summary>The PEM file of the certificate's key, when it is not in the same file.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>Of the PKCS#12 file, or of the encrypted key.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>
    /// A PEM file with the authorities whose certificates are trusted; of the cluster alone, since names are not compared. Unset: the authority in the
    /// PKCS#12 file, or the certificate itself when it is its own.
    /// </summary>
    public string? Authority { get; set; }

    /// <summary>Lets a silo listen beyond this machine without a certificate, on a network where whoever reaches it may be trusted.</summary>
    public bool AllowPlaintext { get; set; }
}
