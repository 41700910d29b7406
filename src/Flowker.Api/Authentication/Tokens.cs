using System.Security.Claims;
using System.Text.Json;
using Flowker.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Flowker.Api.Authentication;

/// <summary>Knows callers by the bearer tokens of an OpenID Connect issuer.</summary>
internal static class Tokens
{
    // Signatures that only the issuer can make; never one with a secret that both sides know.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void Configure(JwtBearerOptions jwt, OidcOptions oidc)
    {
        jwt.Authority = oidc.Issuer;
        jwt.RequireHttpsMetadata = !oidc.AllowHttp;
        jwt.BackchannelTimeout = TimeSpan.FromSeconds(10);
        jwt.MapInboundClaims = false;
        jwt.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = oidc.Issuer,
            ValidAudience = oidc.Audience,
            ValidAlgorithms = Algorithms,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        jwt.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                // What it lists must be understood by whoever takes the token, and nothing of the kind is.
                if (context.SecurityToken is not JsonWebToken token || token.TryGetHeaderValue<object>("crit", out _))
                {
                    context.Fail("The token asks for extensions that are not understood.");
                }
                else if (context.Principal?.FindFirst("sub") is { Value.Length: > 0 } subject)
                {
                    var role = RoleOf(context.Principal, oidc);
                    context.Principal = Identity.Ticket(JwtBearerDefaults.AuthenticationScheme, Identity.UserActor, subject.Value, role).Principal;
                }
                else
                {
                    context.Fail("The token names no subject.");
                }

                return Task.CompletedTask;
            },
            OnAuthenticationFailed = async context =>
            {
                if (context.Exception is SecurityTokenSignatureKeyNotFoundException && !await KnowsKeysAsync(context))
                {
                    Undecided.Set(context.HttpContext);
                }
            },
        };
    }

    // The strongest of those that the claim gives; none of them gives none.
    private static string RoleOf(ClaimsPrincipal principal, OidcOptions oidc)
    {
        var given = Values(principal, oidc.RoleClaim).ToHashSet(StringComparer.Ordinal);
        return Roles.All.LastOrDefault(role => oidc.RoleMap.Count == 0
            ? given.Contains(role)
            : oidc.RoleMap.Any(r => r.Value == role && given.Contains(r.Key))) ?? "";
    }

    private static IEnumerable<string> Values(ClaimsPrincipal principal, string claim)
    {
        var path = claim.Split('.');
        return principal.FindAll(claim).Select(c => c.Value)
            .Concat(path.Length == 1 ? [] : principal.FindAll(path[0]).SelectMany(c => Inside(c.Value, path[1..])));
    }

    private static List<string> Inside(string json, string[] path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var value = document.RootElement;
            foreach (var step in path)
            {
                if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(step, out value))
                {
                    return [];
                }
            }

            return value.ValueKind switch
            {
                JsonValueKind.String => [value.GetString()!],
                JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!)],
                _ => [],
            };
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static async Task<bool> KnowsKeysAsync(AuthenticationFailedContext context)
    {
        try
        {
            return context.Options.ConfigurationManager is { } keys
                && (await keys.GetConfigurationAsync(context.HttpContext.RequestAborted)).SigningKeys.Count > 0;
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }
}
