using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace Flowker.Api.Authentication;

/// <summary>Who a caller was found to be: a name, the kind of actor that the audit trail knows, and at most one role.</summary>
internal static class Identity
{
    public const string RoleClaim = "flowker:role";
    public const string ActorClaim = "flowker:actor";
    public const string KeyClaim = "flowker:key";

    /// <summary>Actors of the audit trail. Source: <c>spec/reference-api.md</c>, 9.1.</summary>
    public const string ApiKeyActor = "api_key";
    public const string UserActor = "user";

    public static AuthenticationTicket Ticket(string scheme, string actor, string name, string role, Guid? apiKeyId = null)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ActorClaim, actor), new Claim(RoleClaim, role)], scheme);
        if (apiKeyId is { } id)
        {
            identity.AddClaim(new Claim(KeyClaim, id.ToString()));
        }

        return new AuthenticationTicket(new ClaimsPrincipal(identity), scheme);
    }

    public static string? RoleOf(ClaimsPrincipal user) => user.FindFirst(RoleClaim)?.Value;
}
