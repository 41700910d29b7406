using System.Net;
using Flowker.Api.Errors;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Requests;

/// <summary>
/// Keeps web pages out of a service that asks nobody who he is: a browser on this machine would carry the requests of any page to it. A page that
/// calls itself by a name of its own that leads here is known by the host that it asks for; one that asks for this machine, by what browsers say of its origin.
/// </summary>
internal sealed class LocalRequests(RequestDelegate next, IOptions<CorsOptions> cors)
{
    // They start executions, whatever their method.
    private static readonly PathString Webhooks = "/v1/webhooks";

    private readonly CorsPolicy? _allowed = cors.Value.GetPolicy(cors.Value.DefaultPolicyName);

    public Task InvokeAsync(HttpContext http)
    {
        // Without an address it came over a socket in the file system, which no page reaches.
        if (http.Connection.LocalIpAddress is null)
        {
            return next(http);
        }

        if (http.Request.Host is { HasValue: true } host && !IsLoopback(host.Host))
        {
            return ErrorResults.Error(
                ErrorRegistry.Forbidden,
                "Without authentication this service answers only under names of the machine that it runs on, such as localhost.").ExecuteAsync(http);
        }

        return Changes(http.Request) && IsOfAnotherSite(http.Request)
            ? ErrorResults.Error(
                ErrorRegistry.Forbidden,
                "Without authentication this service takes no changes from web pages of other sites; CORS_ALLOWED_ORIGINS names those that may.").ExecuteAsync(http)
            : next(http);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool Changes(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) || HttpMethods.IsTrace(request.Method))
        || request.Path.StartsWithSegments(Webhooks, StringComparison.OrdinalIgnoreCase);

    private bool IsOfAnotherSite(HttpRequest request)
    {
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            return !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
                && _allowed is not { AllowAnyOrigin: true }
                && _allowed?.IsOriginAllowed(origin) is not true;
        }

        return request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none");
    }
}
