using System.Net;
using System.Security.Claims;
using System.Text;
using Flowker.Api.Authentication;
using Flowker.Grains.Interfaces.Access;
using Microsoft.IdentityModel.Tokens;

namespace Flowker.Api.Tests;

/// <summary>How callers prove who they are.</summary>
public abstract class AuthenticationTests(Guarded guarded)
{
    private const string Path = "/v1/workflows";

    [Theory]
    [InlineData("GET", "/v1/workflows")]
    [InlineData("POST", "/v1/workflows/x/executions")]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("GET", "/v1beta")]
    [InlineData("PATCH", "/V1/executions")]
    [InlineData("OPTIONS", "/v1/executions")]
    public async Task A_stranger_learns_nothing_of_routes_and_bodies(string method, string path)
    {
        var missing = await guarded.Service.SendAsync(new HttpMethod(method), path, "not json");
        missing.Is(401, "UNAUTHORIZED");
        var wrong = await guarded.WithKeyAsync("S3cret of the setting", new HttpMethod(method), path, "not json");
        Assert.Equal((missing.Status, missing.Text), (wrong.Status, wrong.Text));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/readyz")]
    [InlineData("/version")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    public async Task Probes_and_documents_are_for_everybody(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await guarded.WithKeyAsync("wrong", HttpMethod.Get, path)).Status);

    [Fact]
    public async Task The_key_of_the_setting_is_admin() =>
        Assert.Equal(HttpStatusCode.NotFound, (await guarded.WithKeyAsync(Guarded.AdminKey, HttpMethod.Get, "/v1/nothing")).Status);

    [Fact]
    public async Task A_key_holds_until_it_is_revoked_or_expires()
    {
        var key = await guarded.KeyAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.OK, (await guarded.WithKeyAsync(key, HttpMethod.Get, Path)).Status);
        foreach (var forged in new[] { key[..^1] + (key[^1] == 'A' ? 'B' : 'A'), key + "A", key.ToUpperInvariant(), key[4..], $"flk_{Guid.NewGuid():N}{key[36..]}", " ", "flk_" })
        {
            (await guarded.WithKeyAsync(forged, HttpMethod.Get, Path)).Is(401, "UNAUTHORIZED");
        }

        await guarded.RevokeAsync(key);
        (await guarded.WithKeyAsync(key, HttpMethod.Get, Path)).Is(401, "UNAUTHORIZED");
        var short_ = await guarded.KeyAsync(Roles.Viewer, expiresAt: DateTime.UtcNow.AddSeconds(2).ToString("O"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await guarded.WithKeyAsync(short_, HttpMethod.Get, Path)).Status is not HttpStatusCode.Unauthorized)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_key_may_come_as_a_bearer_token()
    {
        var key = await guarded.KeyAsync(Roles.Viewer);
        Assert.Equal(HttpStatusCode.OK, (await guarded.WithTokenAsync(key, HttpMethod.Get, Path)).Status);
        (await guarded.WithTokenAsync(key, HttpMethod.Post, Path)).Is(403, "FLK-0403");
        (await guarded.WithTokenAsync(key[..^1] + (key[^1] == 'A' ? 'B' : 'A'), HttpMethod.Get, Path)).Is(401, "UNAUTHORIZED");
        (await guarded.WithTokenAsync(Guarded.AdminKey, HttpMethod.Get, Path)).Is(401, "UNAUTHORIZED");
        // What is made for it counts, whatever else is sent.
        (await guarded.Service.SendAsync(HttpMethod.Get, Path, headers: [("Authorization", $"Bearer {key}"), (ApiKeyHandler.Header, "wrong")])).Is(401, "UNAUTHORIZED");
    }

    [Theory]
    [InlineData(Roles.Viewer, "POST", "/v1/workflows", Roles.Editor)]
    [InlineData(Roles.Editor, "GET", "/v1/api-keys", Roles.Admin)]
    [InlineData(Roles.Viewer, "POST", "/v1/provider-configurations/018f0000-0000-7000-8000-00000000abcd/test", Roles.Operator)]
    public async Task A_refusal_names_the_role_that_is_needed_and_the_one_that_calls(string role, string method, string path, string needed)
    {
        var refused = await guarded.WithKeyAsync(await guarded.KeyAsync(role), new HttpMethod(method), path);
        refused.Is(403, "FLK-0403");
        Assert.Contains($"role {needed}", (string?)refused.Json["message"], StringComparison.Ordinal);
        Assert.Contains(role, (string?)refused.Json["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_the_issuer_passes_with_the_role_that_it_claims()
    {
        Assert.Equal(HttpStatusCode.OK, (await guarded.WithTokenAsync(guarded.Issuer.Token(Roles.Viewer), HttpMethod.Get, Path)).Status);
        (await guarded.WithTokenAsync(guarded.Issuer.Token("visitor"), HttpMethod.Get, Path)).Is(403, "FLK-0403");
        (await guarded.WithTokenAsync(guarded.Issuer.Token(Roles.Viewer), HttpMethod.Post, Path)).Is(403, "FLK-0403");
    }

    [Fact]
    public async Task A_token_that_is_not_the_issuers_or_not_for_us_does_not()
    {
        using var strange = System.Security.Cryptography.RSA.Create(2048);
        var publicKey = Encoding.UTF8.GetBytes(Convert.ToBase64String(guarded.Issuer.Key.Rsa.ExportRSAPublicKey()));
        Action<SecurityTokenDescriptor>[] faults =
        [
            t => t.Issuer = "https://elsewhere.example",
            t => t.Audience = "another-service",
            t => t.Audience = null,
            t => t.Expires = DateTime.UtcNow.AddMinutes(-5),
            t => t.Expires = null,
            t => t.NotBefore = DateTime.UtcNow.AddMinutes(5),
            t => t.Subject = new ClaimsIdentity(),
            t => t.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "exp" } },
            t => t.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "b64" }, ["b64"] = true },
            t => t.SigningCredentials = null,
            t => t.SigningCredentials = new SigningCredentials(new RsaSecurityKey(strange) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha256),
            t => t.SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(publicKey) { KeyId = "key-1" }, SecurityAlgorithms.HmacSha256),
        ];
        for (var fault = 0; fault < faults.Length; fault++)
        {
            var answer = await guarded.WithTokenAsync(guarded.Issuer.Token(Roles.Admin, faults[fault]), HttpMethod.Get, Path);
            Assert.True(answer.Status is HttpStatusCode.Unauthorized, $"fault {fault} passed");
            answer.Is(401, "UNAUTHORIZED");
            Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        }

        var good = guarded.Issuer.Token(Roles.Admin);
        foreach (var torn in new[] { "", "x", good[..^5], good + "x", good.Replace('.', ' '), $"{good.Split('.')[0]}..{good.Split('.')[2]}" })
        {
            (await guarded.WithTokenAsync(torn, HttpMethod.Get, Path)).Is(401, "UNAUTHORIZED");
        }
    }
}

public sealed class AuthenticationTestsOnSqlite(Guarded guarded) : AuthenticationTests(guarded), IClassFixture<Guarded>;

public sealed class AuthenticationTestsOnPostgres(GuardedOnPostgres guarded) : AuthenticationTests(guarded), IClassFixture<GuardedOnPostgres>;

/// <summary>What an issuer may be set to.</summary>
public sealed class IssuerTests
{
    [Fact]
    public async Task Roles_come_from_the_claim_and_the_values_that_the_settings_name()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        var service = new Service(
            ("Flowker:Oidc:Issuer", issuer.Url),
            ("Flowker:Oidc:Audience", TokenIssuer.Audience),
            ("Flowker:Oidc:AllowHttp", "true"),
            ("Flowker:Oidc:RoleClaim", "realm_access.roles"),
            ("Flowker:Oidc:RoleMap:payments-team", "editor"),
            ("Flowker:Oidc:RoleMap:staff", "viewer"));
        await service.InitializeAsync();
        try
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("""["staff","payments-team"]""")).Status);
            (await PostAsync("""["staff"]""")).Is(403, "FLK-0403");
            (await PostAsync("""["editor"]""")).Is(403, "FLK-0403");
            (await PostAsync("7")).Is(403, "FLK-0403");
            (await service.GetAsync("/v1/workflows")).Is(401, "UNAUTHORIZED");

            Task<Answer> PostAsync(string roles)
            {
                var token = issuer.Token("admin", t => t.Claims["realm_access"] = new Dictionary<string, object>
                {
                    ["roles"] = System.Text.Json.JsonDocument.Parse(roles).RootElement,
                });
                return service.SendAsync(HttpMethod.Post, "/v1/workflows", "[]", headers: ("Authorization", $"Bearer {token}"));
            }
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task While_the_issuer_is_away_callers_are_asked_to_come_again()
    {
        var issuer = await TokenIssuer.StartAsync();
        var token = issuer.Token(Roles.Viewer);
        var service = new Service(
            ("Flowker:Oidc:Issuer", issuer.Url), ("Flowker:Oidc:Audience", TokenIssuer.Audience), ("Flowker:Oidc:AllowHttp", "true"));
        await issuer.DisposeAsync();
        await service.InitializeAsync();
        var answer = await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("Authorization", $"Bearer {token}"));
        answer.Is(503, "FLK-9998");
        Assert.True(answer.Headers.ContainsKey("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Get, "/health", headers: ("Authorization", $"Bearer {token}"))).Status);
        await service.DisposeAsync();
    }
}
