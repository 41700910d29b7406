using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Flowker.Api.Authentication;

/// <summary>The answer to those who may not pass: it says that, and nothing about what was wrong with their proof.</summary>
internal sealed class AccessAnswers(FailedAttempts attempts, AccessOptions access) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }

        if (context.GetEndpoint()?.Metadata.GetMetadata<LetIn>() is { } letIn)
        {
            var asksItself = await letIn.AsksItself(context);
            if (!asksItself.Ok)
            {
                await ErrorResults.Error(asksItself.Fault).ExecuteAsync(context);
                return;
            }

            if (asksItself.Value)
            {
                LetIn.Set(context);
                await next(context);
                return;
            }
        }

        await (authorizeResult.Forbidden ? Forbidden(context) : await StrangerAsync(context)).ExecuteAsync(context);
    }

    private static IResult Forbidden(HttpContext http)
    {
        var needed = http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() is [.., { Policy: { } role }] ? role : Roles.Admin;
        var has = Identity.RoleOf(http.User) is { Length: > 0 } own ? $"your role is {own}" : "you have no role";
        return ErrorResults.Error(ErrorRegistry.Forbidden, $"This needs the role {needed}{(needed == Roles.Admin ? "" : " or a stronger one")}; {has}.");
    }

    private async Task<IResult> StrangerAsync(HttpContext http)
    {
        if (Undecided.Is(http))
        {
            return ErrorResults.Error(ErrorRegistry.Unavailable, "Who you are cannot be checked at the moment. Repeat the request.");
        }

        // Asked already, and remembered for the request; the framework keeps only what succeeded where it can be seen.
        if ((await http.AuthenticateAsync()).Failure is not null)
        {
            await attempts.SlowAsync(http);
        }

        return Unauthorized(http, access);
    }

    /// <summary>The same for everybody who did not prove who he is, whether there is something to see or not.</summary>
    public static IResult Unauthorized(HttpContext http, AccessOptions access)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return ErrorResults.Error(
            ErrorRegistry.Unauthorized,
            access.Oidc.Enabled
                ? "A valid API key in the header X-API-Key or a valid bearer token is required."
                : "A valid API key is required in the header X-API-Key, or as a bearer token.");
    }
}
