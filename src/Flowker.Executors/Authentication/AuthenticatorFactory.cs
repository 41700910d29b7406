using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

/// <summary>Makes the authenticator for a provider's settings. A further type is one entry here and one class.</summary>
internal sealed class AuthenticatorFactory
{
    private readonly Dictionary<string, Func<AuthenticationSettings, IRequestAuthenticator>> _types =
        new(StringComparer.Ordinal)
        {
            ["api_key"] = ApiKeyAuthenticator.Create,
            ["bearer"] = BearerAuthenticator.Create,
            ["basic"] = BasicAuthenticator.Create,
        };

    /// <summary>Null when the provider wants none.</summary>
    public IRequestAuthenticator? Create(AuthenticationSettings settings)
    {
        if (settings.Type is AuthenticationSettings.NoType)
        {
            return null;
        }

        return _types.TryGetValue(settings.Type, out var create)
            ? create(settings)
            : throw new CallRefusedException(
                $"The provider configuration's authentication type is not one of: none, {string.Join(", ", _types.Keys)}.");
    }
}
