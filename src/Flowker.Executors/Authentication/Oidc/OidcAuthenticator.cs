using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication.Oidc;

/// <summary>An access token in <c>Authorization</c>. Source: <c>spec/reference-engine.md</c>, 4.2.</summary>
internal sealed class OidcAuthenticator(TokenCache tokens, Guid providerConfigId, OidcSettings settings, HttpClient http)
    : IRequestAuthenticator
{
    private readonly SharedValue<AccessToken> _shared = tokens.TokenOf(providerConfigId, settings);
    private AccessToken? _kept;

    public async ValueTask AuthenticateAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        var (token, kept) = await _shared.GetAsync(
            tokens.Request(providerConfigId, settings, http).FetchAsync, cancellationToken).ConfigureAwait(false);
        _kept = kept ? token : null;
        request.Headers.SetConfigured("Authorization", token.Authorization, "the access token");
    }

    public bool Renew()
    {
        if (_kept is not { } refused)
        {
            return false;
        }

        _shared.Discard(refused);
        _kept = null;
        return true;
    }
}
