using Flowker.Api.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Flowker.Api.Authentication;

/// <summary>What those who may not pass are told: that, and nothing about why.</summary>
internal sealed class AccessAnswers(AccessOptions access) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        if (authorizeResult.Forbidden)
        {
            return ErrorResults.Error(ErrorRegistry.Forbidden, "Your role does not allow this.").ExecuteAsync(context);
        }

        if (Undecided.Is(context))
        {
            return ErrorResults.Error(ErrorRegistry.Unavailable, "Who you are cannot be checked at the moment. Repeat the request.").ExecuteAsync(context);
        }

        if (access.Oidc.Enabled)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return ErrorResults.Error(
            ErrorRegistry.Unauthorized,
            access.Oidc.Enabled
                ? "A valid API key in the header X-API-Key or a valid bearer token is required."
                : "A valid API key is required in the header X-API-Key.").ExecuteAsync(context);
    }
}
