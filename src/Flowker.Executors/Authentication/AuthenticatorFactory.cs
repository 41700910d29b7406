using Flowker.Executors.Authentication.Oidc;
using Flowker.Executors.Egress;

namespace Flowker.Executors.Authentication;

/// <summary>Makes the authenticator for a provider's settings. A further type is one entry here and one class.</summary>
internal sealed class AuthenticatorFactory(EgressClient egress, TokenCache tokens)
{
    private static readonly string[] Types = ["none", "api_key", "bearer", "basic", "oidc_client_credentials", "oidc_user"];

    /// <summary>Null when the provider wants none. Throws <see cref="CallRefusedException"/>.</summary>
    public IRequestAuthenticator? Create(AuthenticationSettings settings, ProviderSettings provider) => settings.Type switch
    {
        AuthenticationSettings.NoType => null,
        "api_key" => ApiKeyAuthenticator.Create(settings),
        "bearer" => BearerAuthenticator.Create(settings),
        "basic" => BasicAuthenticator.Create(settings),
        "oidc_client_credentials" => Oidc(OidcSettings.ForClient(settings), provider),
        "oidc_user" => Oidc(OidcSettings.ForUser(settings), provider),
        _ => throw new CallRefusedException(
            $"The provider configuration's authentication type is not one of: {string.Join(", ", Types)}."),
    };

    // Tokens are fetched over the provider configuration's own connections: behind one private authority there is often both.
    private OidcAuthenticator Oidc(OidcSettings settings, ProviderSettings provider) =>
        new(tokens, provider.Id, settings, egress.For(provider));
}
