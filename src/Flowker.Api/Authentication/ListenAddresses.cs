using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Authentication;

/// <summary>Where the service may listen. Source: <c>spec/decisions.md</c>, "Authentication".</summary>
internal static class ListenAddresses
{
    public const string Preset = "http://localhost:4021";

    private const int DefaultPort = 4021;
    private const string AddressSetting = "SERVER_ADDRESS";
    private const string PortSetting = "SERVER_PORT";

    /// <summary>
    /// What <c>SERVER_ADDRESS</c> (<c>host:port</c>, <c>:port</c> for all addresses, or a host) and <c>SERVER_PORT</c> say; null when
    /// neither is set. Throws, naming the setting, when one cannot be read.
    /// </summary>
    public static string? Given(IConfiguration configuration)
    {
        var (address, port) = (configuration[AddressSetting]?.Trim() ?? "", configuration[PortSetting]?.Trim() ?? "");
        if (address.Length == 0)
        {
            return port.Length == 0 ? null : $"http://localhost:{Port(port, PortSetting)}";
        }

        // The last colon outside the brackets of an IPv6 address parts host and port.
        var colon = address.LastIndexOf(':') is var last && last > address.LastIndexOf(']') ? last : -1;
        var host = colon < 0 ? address : address[..colon];
        var number = colon >= 0 ? Port(address[(colon + 1)..], AddressSetting) : port.Length > 0 ? Port(port, PortSetting) : DefaultPort;
        return host.Length == 0 ? $"http://*:{number}"
            : Uri.CheckHostName(host.Trim('[', ']')) is UriHostNameType.Unknown ? throw Unreadable(AddressSetting)
            : $"http://{host}:{number}";
    }

    private static int Port(string text, string setting) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535 ? port : throw Unreadable(setting);

    private static OptionsValidationException Unreadable(string setting) => new(
        setting, typeof(string), [setting == PortSetting ? $"{setting} must be a port." : $"{setting} must be a host and a port, such as 127.0.0.1:4021 or :4021."]);

    /// <summary>Throws, naming the settings that allow it, when an open service would be reached from elsewhere.</summary>
    public static void RefuseOpen(IEnumerable<string> addresses, AccessOptions access)
    {
        if (!access.Enabled && addresses.FirstOrDefault(a => !IsLoopback(a)) is { } open)
        {
            throw new InvalidOperationException(
                $"Without authentication Flowker listens on loopback only, not on '{open}': set API_KEY_ENABLED=true and API_KEY, or Flowker__Oidc__Issuer and Flowker__Oidc__Audience, or another address.");
        }
    }

    /// <summary>Whether an address is of this machine alone.</summary>
    public static bool IsLoopback(string address)
    {
        var binding = BindingAddress.Parse(address);
        var host = binding.Host;
        return binding.IsUnixPipe
            || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
