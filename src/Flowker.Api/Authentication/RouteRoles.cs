using Flowker.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Authorization;

namespace Flowker.Api.Authentication;

/// <summary>Every route under <c>/v1</c> names the role that it needs.</summary>
internal static class RouteRoles
{
    /// <summary><paramref name="role"/> is one of <see cref="Roles"/>, the weakest that may.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder route, string role)
        where TBuilder : IEndpointConventionBuilder => route.RequireAuthorization(role);

    public static void AddPolicies(AuthorizationOptions authorization)
    {
        foreach (var role in Roles.All)
        {
            authorization.AddPolicy(role, policy => policy.RequireAssertion(c => Roles.Allows(Identity.RoleOf(c.User), role)));
        }

        // What is no route: a stranger does not learn which there are under /v1. A route that forgot its role is for the admin.
        authorization.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAssertion(c => c.Resource is not HttpContext http || !IsGuarded(http.Request.Path) || (http.GetEndpoint() is RouteEndpoint
                ? Roles.Allows(Identity.RoleOf(c.User), Roles.Admin)
                : c.User.Identity is { IsAuthenticated: true }))
            .Build();
    }

    // The text itself, as the contract has it: /v1beta is guarded too.
    private static bool IsGuarded(PathString path) => path.Value is { } text && text.StartsWith("/v1", StringComparison.OrdinalIgnoreCase);
}
