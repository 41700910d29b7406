using System.Net;
using System.Net.Sockets;

namespace Flowker.Bench.Processes;

/// <summary>A process keeps its ports over a restart, as an installed one does: by them its predecessor is known to be gone.</summary>
internal sealed record SiloPorts(int Silo, int Gateway)
{
    public static SiloPorts Free()
    {
        using var silo = Listen();
        using var gateway = Listen();
        return new SiloPorts(Port(silo), Port(gateway));
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
