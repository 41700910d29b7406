using System.Net;

namespace Flowker.Api.Authentication;

/// <summary>Where the service may listen. Source: <c>spec/decisions.md</c>, "Authentication".</summary>
internal static class ListenAddresses
{
    public const string Preset = "http://localhost:4021";

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
