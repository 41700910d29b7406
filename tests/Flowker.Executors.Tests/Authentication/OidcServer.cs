using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Validation.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Flowker.Executors.Tests.Authentication;

/// <summary>
/// An OpenID Connect provider (OpenIddict) and, at <c>/api</c>, a service that accepts its tokens. It knows the client
/// <c>flowker</c> with the secret <c>s3cret/+ü</c> and the user <c>ana</c> with the password <c>pa55 wörd</c>.
/// </summary>
internal sealed class OidcServer : IAsyncDisposable
{
    public const string ClientSecret = "s3cret/+ü";
    public const string Password = "pa55 wörd";

    private static readonly SymmetricSecurityKey EncryptionKey = new(RandomNumberGenerator.GetBytes(32));
    private static readonly ECDsaSecurityKey SigningKey = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    private readonly WebApplication _app;

    private OidcServer(WebApplication app) => _app = app;

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>The grant of each token request, in order.</summary>
    public ConcurrentQueue<OpenIddictRequest> TokenRequests { get; } = new();

    public int Discoveries { get; private set; }

    /// <summary>The tokens that came to <c>/api</c>, in order.</summary>
    public ConcurrentQueue<string> Presented { get; } = new();

    /// <summary>Tokens that the service does not take any more, or all.</summary>
    public ConcurrentDictionary<string, bool> Revoked { get; } = new();

    public bool RevokeAll { get; set; }

    public static async Task<OidcServer> StartAsync(TimeSpan? lifetime = null)
    {
        OidcServer? server = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddAuthorization();
        builder.Services.AddOpenIddict()
            .AddServer(options =>
            {
                options.SetTokenEndpointUris("/token").AllowClientCredentialsFlow().AllowPasswordFlow().AllowRefreshTokenFlow();
                options.SetAccessTokenLifetime(lifetime ?? TimeSpan.FromHours(1));
                options.RegisterScopes(Scopes.OpenId, Scopes.OfflineAccess, "ledger.write", "ledger.read");
                options.AddEncryptionKey(EncryptionKey).AddSigningKey(SigningKey);
                options.EnableDegradedMode();
                options.UseAspNetCore().DisableTransportSecurityRequirement();
                options.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(h => h.UseInlineHandler(context =>
                {
                    server!.TokenRequests.Enqueue(context.Request);
                    if (context.ClientId is not "flowker" || context.ClientSecret is not ClientSecret)
                    {
                        context.Reject(Errors.InvalidClient, "hunter2: who is that?");
                    }

                    return ValueTask.CompletedTask;
                }));
                options.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(h => h.UseInlineHandler(context =>
                {
                    var request = context.Request;
                    if (request.IsPasswordGrantType() && (request.Username, request.Password) is not ("ana", Password))
                    {
                        context.Reject(Errors.InvalidGrant, "hunter2: who is that?");
                        return ValueTask.CompletedTask;
                    }

                    var identity = new ClaimsIdentity("test");
                    identity.AddClaim(new Claim(Claims.Subject, request.Username ?? request.ClientId ?? "flowker"));
                    var principal = new ClaimsPrincipal(identity);
                    principal.SetScopes(request.GetScopes());
                    context.SignIn(request.IsRefreshTokenGrantType() ? context.Principal! : principal);
                    return ValueTask.CompletedTask;
                }));
            })
            .AddValidation(options =>
            {
                options.UseLocalServer();
                options.UseAspNetCore();
            });
        var app = builder.Build();
        server = new OidcServer(app);
        app.Use((context, next) =>
        {
            server.Discoveries += context.Request.Path.StartsWithSegments("/.well-known/openid-configuration") ? 1 : 0;
            return next(context);
        });
        app.UseAuthentication();
        app.Map("/api", (Delegate)server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString();
        Presented.Enqueue(token);
        var result = await context.AuthenticateAsync(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        return result.Succeeded && !RevokeAll && !Revoked.ContainsKey(token)
            ? Results.Json(new { subject = result.Principal.GetClaim(Claims.Subject), scopes = result.Principal.GetScopes() })
            : Results.Unauthorized();
    }
}
