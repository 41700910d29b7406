namespace Flowker.Silo;

/// <summary>Has silos and clients speak TLS, where there is a certificate.</summary>
internal static class ClusterConnections
{
    public static ISiloBuilder UseClusterCertificate(this ISiloBuilder silo, ClusterCertificate? certificate) =>
        certificate is null ? silo : silo.UseTls(certificate.Configure);

    public static IClientBuilder UseClusterCertificate(this IClientBuilder client, ClusterCertificate? certificate) =>
        certificate is null ? client : client.UseTls(certificate.Configure);
}
