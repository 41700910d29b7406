using System.Net;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Authentication;

/// <summary>The actor of a request: who calls, from where, in which request. Source: <c>spec/decisions.md</c>, "Audit".</summary>
internal static class Callers
{
    public static Caller Caller(this HttpContext http) => new()
    {
        Type = http.User.FindFirst(Identity.ActorClaim)?.Value ?? Identity.UserActor,
        Id = http.User.Identity?.Name ?? "anonymous",
        IpAddress = Text(http.Connection.RemoteIpAddress),
        RequestId = http.TraceIdentifier,
        ApiKeyId = Guid.TryParse(http.User.FindFirst(Identity.KeyClaim)?.Value, out var key) ? key : null,
    };

    private static string Text(IPAddress? address) => address switch
    {
        null => "0.0.0.0",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        // Without the interface's name, which means something on this machine only.
        _ => new IPAddress(address.GetAddressBytes()).ToString(),
    };
}
