using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace Flowker.Silo;

/// <summary>
/// Where a silo is reached: by other silos, and by Orleans clients. A silo with embedded storage has neither: nobody from elsewhere reaches
/// the port on which it speaks to itself, and there is a gateway only when one is asked for.
/// </summary>
internal sealed record SiloEndpoints
{
    public required IPAddress Address { get; init; }

    public required int SiloPort { get; init; }

    public required IPAddress SiloListens { get; init; }

    /// <summary>Null: no gateway.</summary>
    public required int? GatewayPort { get; init; }

    public required IPAddress GatewayListens { get; init; }

    /// <summary>Whether somebody on another machine can reach one of the ports.</summary>
    public bool AreOpen => !IPAddress.IsLoopback(SiloListens) || (GatewayPort is not null && !IPAddress.IsLoopback(GatewayListens));

    public static SiloEndpoints Choose(FlowkerOptions options, bool embedded)
    {
        var address = Resolve(options.AdvertisedAddress);
        // The others find the ports in the membership table; only where a firewall stands between must they be what was said.
        var (silo, gateway) = SiloPorts.Choose(options, mayMove: embedded || IPAddress.IsLoopback(address));
        var listens = options.ListenOnAnyAddress ? IPAddress.Any : address;
        return new SiloEndpoints
        {
            Address = embedded ? IPAddress.Loopback : address,
            SiloPort = silo,
            SiloListens = embedded ? IPAddress.Loopback : listens,
            GatewayPort = embedded && options.GatewayPort is null ? null : gateway,
            GatewayListens = listens,
        };
    }

    /// <summary>
    /// Throws <see cref="InvalidOperationException"/>, naming the settings, when the ports are open to other machines and nothing says who
    /// may use them: whoever reaches one can do everything.
    /// </summary>
    public void RefuseOpen(ClusterCertificate? certificate, ClusterSecurityOptions options)
    {
        if (AreOpen && certificate is null && !options.AllowPlaintext)
        {
            throw new InvalidOperationException(
                "Flowker:AdvertisedAddress or Flowker:ListenOnAnyAddress opens the silo's ports to other machines, and whoever reaches them could do everything: "
                + "set Flowker:Cluster:Certificate, or, on a network where everybody may be trusted, Flowker:Cluster:AllowPlaintext=true.");
        }
    }

    public void Configure(EndpointOptions endpoints)
    {
        endpoints.AdvertisedIPAddress = Address;
        endpoints.SiloPort = SiloPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(SiloListens, SiloPort);
        endpoints.GatewayPort = GatewayPort ?? 0;
        endpoints.GatewayListeningEndpoint = GatewayPort is { } port ? new IPEndPoint(GatewayListens, port) : null;
    }

    private static IPAddress Resolve(string name)
    {
        if (IPAddress.TryParse(name, out var address))
        {
            return address;
        }

        try
        {
            var found = Dns.GetHostAddresses(name);
            return found.FirstOrDefault(a => a.AddressFamily is AddressFamily.InterNetwork) ?? found[0];
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidOperationException("Flowker:AdvertisedAddress is neither an address nor a host name that can be resolved.");
        }
    }
}
