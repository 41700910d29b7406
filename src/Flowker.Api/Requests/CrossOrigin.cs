using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Flowker.Api.Requests;

/// <summary>
/// Which web pages may call from a browser: those of <c>CORS_ALLOWED_ORIGINS</c>; without the setting, none. Source:
/// <c>spec/reference-api.md</c>, 1.3.
/// </summary>
internal static class CrossOrigin
{
    private const string Setting = "CORS_ALLOWED_ORIGINS";

    /// <summary>A list with commas of <c>*</c>, origins, and origins with a wildcard such as <c>https://*.example.com</c>. Throws, naming the setting, when one cannot be read.</summary>
    public static Action<CorsPolicyBuilder> Read(IConfiguration configuration)
    {
        var origins = (configuration[Setting] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(origins, o => !IsOrigin(o)) is { } wrong)
        {
            throw new InvalidOperationException(
                $"{Setting}: '{wrong}' is no origin. Name origins such as https://app.example.com or https://*.example.com, or * for all.");
        }

        return policy => policy
            .WithOrigins(origins)
            .SetIsOriginAllowedToAllowWildcardSubdomains()
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
            .WithHeaders(
                "Origin", "Content-Type", "Accept", "Authorization", "X-Request-ID", "X-API-Key", "Idempotency-Key", "X-Webhook-Token",
                "If-Match", "If-None-Match")
            .WithExposedHeaders(
                "X-Request-Id", "ETag", "Location", "Retry-After", "Idempotency-Replayed", "Allow", "X-Webhook-Workflow-Id",
                "X-Webhook-Execution-Id")
            .SetPreflightMaxAge(TimeSpan.FromHours(1));
    }

    private static bool IsOrigin(string text) =>
        text == "*"
        || (Uri.TryCreate(text.Replace("://*.", "://", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            && !text.EndsWith('/')
            && !uri.Host.Contains('*', StringComparison.Ordinal));
}
