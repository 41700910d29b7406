using System.Net;
using System.Net.Sockets;

namespace Flowker.Executors.Egress;

/// <summary>
/// The address ranges that are not the public internet. An IPv6 form that carries an IPv4 address (mapped, 6to4, NAT64)
/// is judged by what it carries. Source: <c>spec/reference-api.md</c>, appendix D, widened by the special-purpose
/// registries of RFC 6890 and by the metadata addresses of the large clouds.
/// </summary>
internal static class AddressRanges
{
    private static readonly IPNetwork[] PrivateRanges = Parse(
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7");

    // Metadata addresses come first in the judgement: some lie in a range that development may open, one in a public one.
    private static readonly IPNetwork[] MetadataRanges = Parse(
        "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128", "fd20:ce::254/128");

    private static readonly IPNetwork[] ReservedRanges = Parse(
        "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static AddressClass Classify(IPAddress address)
    {
        address = Unwrap(address);
        if (Contains(MetadataRanges, address))
        {
            return AddressClass.Forbidden;
        }

        if (Contains(PrivateRanges, address))
        {
            return AddressClass.Private;
        }

        if (Contains(ReservedRanges, address))
        {
            return AddressClass.Forbidden;
        }

        var elsewhere = address.AddressFamily is AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(address);
        return elsewhere ? AddressClass.Forbidden : AddressClass.Public;
    }

    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        // A scope id would keep the address from matching any range.
        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        return SixToFour.Contains(plain) ? new IPAddress(bytes.AsSpan(2, 4))
            : Nat64.Contains(plain) ? new IPAddress(bytes.AsSpan(12, 4))
            : plain;
    }

    private static bool Contains(IPNetwork[] ranges, IPAddress address) =>
        Array.Exists(ranges, range => range.Contains(address));

    private static IPNetwork[] Parse(params string[] ranges) => [.. ranges.Select(IPNetwork.Parse)];
}
