using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication.Oidc;

/// <summary>
/// The settings of both OpenID Connect types. Source: <c>spec/reference-engine.md</c>, 4.2; members of <c>cache</c> that are
/// not there have their presets (W-27).
/// </summary>
internal sealed class OidcSettings
{
    private const string PostMethod = "client_secret_post";
    private static readonly string[] AuthMethods = ["client_secret_basic", PostMethod];

    public required string Issuer { get; init; }

    /// <summary>In place of discovery, when it is set.</summary>
    public required Uri? TokenEndpoint { get; init; }

    public required string ClientId { get; init; }

    public required string? ClientSecret { get; init; }

    /// <summary>Null for the client's own credentials.</summary>
    public required string? Username { get; init; }

    public required string? Password { get; init; }

    public required string? Scope { get; init; }

    public required string? Audience { get; init; }

    public required bool SecretInBody { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> ExtraParameters { get; init; }

    public required bool KeepTokens { get; init; }

    /// <summary>How long before its end a token is replaced.</summary>
    public required TimeSpan RenewBefore { get; init; }

    public required bool UseRefreshToken { get; init; }

    public static OidcSettings ForClient(AuthenticationSettings settings)
    {
        var method = settings.Setting("token_endpoint_auth_method") is { Length: > 0 } given ? given : AuthMethods[0];
        return AuthMethods.Contains(method)
            ? Read(settings, settings.Require("client_secret"), null, null, "", secretInBody: method == PostMethod)
            : throw new CallRefusedException(
                $"The provider configuration's token_endpoint_auth_method is not one of: {string.Join(", ", AuthMethods)}.");
    }

    public static OidcSettings ForUser(AuthenticationSettings settings) => Read(
        settings, settings.Setting("client_secret"), settings.Require("username"), settings.Require("password"), "openid",
        secretInBody: true);

    /// <summary>Differs as soon as any setting does; holds none of them.</summary>
    public string Fingerprint()
    {
        var text = JsonSerializer.Serialize(this);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static OidcSettings Read(
        AuthenticationSettings settings, string? secret, string? username, string? password, string usualScope, bool secretInBody)
    {
        var endpoint = settings.Setting("token_url") is { Length: > 0 } url ? HttpUrl(url, "token_url") : null;
        var issuer = (endpoint is null ? settings.Require("issuer_url") : settings.Setting("issuer_url") ?? "").Trim();
        if (endpoint is null)
        {
            HttpUrl(issuer, "issuer_url");
        }

        return new OidcSettings
        {
            Issuer = issuer.EndsWith('/') ? issuer[..^1] : issuer,
            TokenEndpoint = endpoint,
            ClientId = settings.Require("client_id"),
            ClientSecret = secret is { Length: > 0 } ? secret : null,
            Username = username,
            Password = password,
            Scope = ReadScope(settings.Config) ?? (usualScope.Length > 0 ? usualScope : null),
            Audience = settings.Setting("audience") is { Length: > 0 } audience ? audience : null,
            SecretInBody = secretInBody,
            ExtraParameters = ReadExtraParameters(settings.Config),
            KeepTokens = Member.Find(settings.Cache, "enabled") is not { ValueKind: JsonValueKind.False },
            RenewBefore = TimeSpan.FromSeconds(
                Math.Clamp(Member.Number(settings.Cache, "refresh_before_expiry_seconds") ?? 60, 0, 86_400)),
            UseRefreshToken = Member.Find(settings.Cache, "use_refresh_token") is not { ValueKind: JsonValueKind.False },
        };
    }

    private static Uri HttpUrl(string text, string name) =>
        Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? url
            : throw new CallRefusedException($"The provider configuration's \"{name}\" is not an absolute http or https URL.");

    private static string? ReadScope(JsonElement config)
    {
        if (Member.Find(config, "scopes") is not { } scopes)
        {
            return null;
        }

        // A list, or one string with blanks between, as the protocol itself has it.
        string?[] names = scopes.ValueKind is JsonValueKind.String ? [Member.Text(config, "scopes")]
            : scopes.ValueKind is JsonValueKind.Array && scopes.EnumerateArray().All(s => s.ValueKind is JsonValueKind.String) ? [.. scopes.EnumerateArray().Select(s => s.GetString())]
            : throw new CallRefusedException("The provider configuration's scopes are neither a string nor a list of strings.");
        var text = string.Join(' ', names.SelectMany(n => (n ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        return text.Length > 0 ? text : null;
    }

    private static List<KeyValuePair<string, string>> ReadExtraParameters(JsonElement config)
    {
        if (Member.Find(config, "extra_params") is not { } extra)
        {
            return [];
        }

        return extra.ValueKind is JsonValueKind.Object
            ? [.. extra.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Member.Text(extra, p.Name)
                ?? throw new CallRefusedException("An extra parameter in the provider configuration's authentication is not a text.")))]
            : throw new CallRefusedException("The provider configuration's extra_params are not an object.");
    }
}
