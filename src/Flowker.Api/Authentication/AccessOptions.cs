namespace Flowker.Api.Authentication;

/// <summary>
/// How callers prove who they are: API keys (<c>API_KEY_ENABLED</c>, <c>API_KEY</c>), tokens of an OpenID Connect issuer, or
/// both. Source: <c>spec/reference-api.md</c>, 2.
/// </summary>
internal sealed record AccessOptions(string? ApiKey, OidcOptions Oidc)
{
    /// <summary>False: whoever reaches the service may do everything.</summary>
    public bool Enabled => ApiKey is not null || Oidc.Enabled;

    /// <summary>Throws, naming the setting, when the key is asked for but missing.</summary>
    public static AccessOptions Read(IConfiguration configuration, OidcOptions oidc)
    {
        if (!IsTrue(configuration["API_KEY_ENABLED"]))
        {
            return new AccessOptions(null, oidc);
        }

        return configuration["API_KEY"] is { Length: > 0 } key
            ? new AccessOptions(key, oidc)
            : throw new InvalidOperationException("API_KEY_ENABLED is true, but API_KEY is empty: set API_KEY.");
    }

    private static bool IsTrue(string? text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
