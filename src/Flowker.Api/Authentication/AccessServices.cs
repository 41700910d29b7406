using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace Flowker.Api.Authentication;

/// <summary>Adds authentication by what the settings name, and the roles.</summary>
internal static class AccessServices
{
    private const string KeyOrToken = "KeyOrToken";

    public static void AddAccess(this IServiceCollection services, AccessOptions access)
    {
        services.AddSingleton(access);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessAnswers>();
        services.AddAuthorization(RouteRoles.AddPolicies);
        var schemes = services.AddAuthentication(
            !access.Enabled ? OpenHandler.SchemeName : access.Oidc.Enabled ? KeyOrToken : ApiKeyHandler.SchemeName);
        schemes.AddScheme<AuthenticationSchemeOptions, OpenHandler>(OpenHandler.SchemeName, null);
        schemes.AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        if (access.Oidc.Enabled)
        {
            schemes.AddJwtBearer(jwt => Tokens.Configure(jwt, access.Oidc));
            schemes.AddPolicyScheme(KeyOrToken, null, both => both.ForwardDefaultSelector = http =>
                ApiKeyHandler.IsGiven(http.Request) ? ApiKeyHandler.SchemeName : JwtBearerDefaults.AuthenticationScheme);
        }
    }
}
