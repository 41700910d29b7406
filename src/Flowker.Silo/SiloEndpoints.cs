using System.Net;
using System.Net.Sockets;

namespace Flowker.Silo;

/// <summary>Where a silo is reached: by other silos, and by Orleans clients.</summary>
internal sealed record SiloEndpoints(IPAddress Address, int SiloPort, int GatewayPort, bool ListenOnAnyAddress)
{
    public static SiloEndpoints Choose(FlowkerOptions options)
    {
        var address = Resolve(options.AdvertisedAddress);
        // The others find the ports in the membership table; only where a firewall stands between must they be what was said.
        var (silo, gateway) = SiloPorts.Choose(options, mayMove: IPAddress.IsLoopback(address));
        return new SiloEndpoints(address, silo, gateway, options.ListenOnAnyAddress);
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
