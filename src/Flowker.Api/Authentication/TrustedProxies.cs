using System.Net;
using System.Net.Sockets;

namespace Flowker.Api.Authentication;

/// <summary>The proxies whose word on the caller's address and scheme is taken; nobody else's is.</summary>
internal sealed class TrustedProxies(IReadOnlyList<System.Net.IPNetwork> networks)
{
    /// <summary>
    /// <paramref name="list"/> has addresses and networks such as <c>10.0.0.0/8</c>, with commas between. Null without any.
    /// Throws, naming the setting, when one cannot be read.
    /// </summary>
    public static TrustedProxies? Read(string? list)
    {
        var proxies = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return proxies.Length == 0 ? null : new TrustedProxies([.. proxies.Select(ReadOne)]);
    }

    public bool Contains(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return networks.Any(n => n.Contains(plain));
    }

    private static System.Net.IPNetwork ReadOne(string proxy)
    {
        if (IPAddress.TryParse(proxy, out var address))
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            return new System.Net.IPNetwork(plain, plain.AddressFamily is AddressFamily.InterNetwork ? 32 : 128);
        }

        return System.Net.IPNetwork.TryParse(proxy, out var network)
            ? network
            : throw new InvalidOperationException($"Flowker:TrustedProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.");
    }
}
