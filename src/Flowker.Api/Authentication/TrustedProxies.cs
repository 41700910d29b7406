using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Flowker.Api.Authentication;

/// <summary>The proxies whose word on the caller's address and scheme is taken; nobody else's is.</summary>
internal static class TrustedProxies
{
    /// <summary>
    /// <paramref name="list"/> has addresses and networks such as <c>10.0.0.0/8</c>, with commas between. Null without any.
    /// Throws, naming the setting, when one cannot be read.
    /// </summary>
    public static ForwardedHeadersOptions? Read(string? list)
    {
        var proxies = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (proxies.Length == 0)
        {
            return null;
        }

        // Every hop is checked against the list, so there is no need to count them.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(proxy, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new InvalidOperationException($"Flowker:TrustedProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8.");
            }
        }

        return options;
    }
}
