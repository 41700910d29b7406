using System.Net;
using System.Net.Sockets;

namespace Flowker.Silo;

/// <summary>Finds ports for a silo.</summary>
internal static class SiloPorts
{
    private const int DefaultSiloPort = 11_111;
    private const int DefaultGatewayPort = 30_000;

    public static (int Silo, int Gateway) Choose(FlowkerOptions options, bool mayMove) =>
        (Choose(options.SiloPort, DefaultSiloPort, mayMove), Choose(options.GatewayPort, DefaultGatewayPort, mayMove));

    private static int Choose(int? wanted, int preset, bool mayMove) => wanted switch
    {
        0 => Free(),
        { } port => port,
        null when mayMove && !IsFree(preset) => Free(),
        null => preset,
    };

    // Below the range from which the system draws the ports of outgoing connections, which could take it again at once.
    private static int Free()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var port = Random.Shared.Next(12_000, 32_000);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No free port was found for the silo; set Flowker:SiloPort and Flowker:GatewayPort.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
