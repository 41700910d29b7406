using System.Net;
using System.Net.Sockets;

namespace Flowker.Api.Authentication;

/// <summary>
/// Finds the caller behind trusted proxies: each wrote on the right of <c>X-Forwarded-For</c> whom it saw, so the list is read from there, for
/// as long as the one that speaks is trusted. What stands further to the left a stranger may have written; it is not even looked at.
/// </summary>
internal sealed class ForwardedCaller(RequestDelegate next, TrustedProxies proxies)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (proxies.Contains(http.Connection.RemoteIpAddress))
        {
            Apply(http);
        }

        return next(http);
    }

    private void Apply(HttpContext http)
    {
        var hops = 0;
        foreach (var entry in FromTheRight(http.Request.Headers["X-Forwarded-For"].ToString()))
        {
            if (Read(entry) is not { } caller)
            {
                break;
            }

            hops++;
            (http.Connection.RemoteIpAddress, http.Connection.RemotePort) = (caller.Address, caller.Port);
            if (!proxies.Contains(caller.Address))
            {
                break;
            }
        }

        // What the same proxy said of the scheme, or the one that is closest to it.
        var schemes = FromTheRight(http.Request.Headers["X-Forwarded-Proto"].ToString()).Take(Math.Max(1, hops)).ToList();
        if (schemes is [.., var scheme] && scheme.ToLowerInvariant() is "http" or "https")
        {
            http.Request.Scheme = scheme.ToLowerInvariant();
        }
    }

    // Headers that come twice are one list.
    private static IEnumerable<string> FromTheRight(string list) =>
        list.Length == 0 ? [] : list.Split(',', StringSplitOptions.TrimEntries).Reverse();

    private static IPEndPoint? Read(string entry)
    {
        if (!IPEndPoint.TryParse(entry, out var caller))
        {
            return null;
        }

        // "7" and "0x7f.1" are addresses to the framework, and to nobody who writes this header.
        return caller.AddressFamily is AddressFamily.InterNetworkV6 || entry.Split(':')[0] == caller.Address.ToString() ? caller : null;
    }
}
