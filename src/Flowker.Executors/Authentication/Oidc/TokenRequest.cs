using System.Collections.Frozen;
using System.Net;
using System.Text;
using Duende.IdentityModel.Client;
using Flowker.Engine.Json;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication.Oidc;

/// <summary>
/// Fetches a token: with a refresh token where there is one, else with the credentials. Of a refusal only the error code of
/// RFC 6749 is shown, never what else the endpoint says (W-47).
/// </summary>
internal sealed class TokenRequest(OidcSettings settings, HttpClient http, SharedValue<DiscoveredIssuer> issuer, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly FrozenSet<string> KnownErrors = new[]
    {
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Throws <see cref="CredentialsUnavailableException"/> or <see cref="CallRefusedException"/>.</summary>
    public async Task<AccessToken> FetchAsync(AccessToken? old)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var found = settings.TokenEndpoint is null ? await DiscoverAsync(limit.Token).ConfigureAwait(false) : null;
        var endpoint = settings.TokenEndpoint ?? found!.TokenEndpoint;
        if (settings.UseRefreshToken && old?.RefreshToken is { } refresh)
        {
            var refreshed = await RefreshAsync(endpoint, refresh, limit.Token).ConfigureAwait(false);
            if (!refreshed.IsError && refreshed.AccessToken is { Length: > 0 })
            {
                return Read(refreshed, refresh);
            }
        }

        var response = settings.Username is null
            ? await WithClientAsync(endpoint, limit.Token).ConfigureAwait(false)
            : await WithUserAsync(endpoint, limit.Token).ConfigureAwait(false);
        if (!response.IsError && response.AccessToken is { Length: > 0 })
        {
            return Read(response, null);
        }

        if (found is not null && ErrorCode(response) is null)
        {
            // The endpoint may have moved.
            issuer.Discard(found);
        }

        throw Failure(response);
    }

    private async Task<DiscoveredIssuer> DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (found, _) = await issuer.GetAsync(
                async _ =>
                {
                    using var limit = new CancellationTokenSource(Limit, time);
                    return await DiscoveredIssuer.FetchAsync(settings.Issuer, http, time, limit.Token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            return found;
        }
        catch (OperationCanceledException)
        {
            throw new CredentialsUnavailableException("The issuer's discovery document did not arrive in time.");
        }
    }

    private async Task<TokenResponse> WithClientAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var request = new ClientCredentialsTokenRequest
        {
            Address = endpoint.AbsoluteUri,
            ClientId = settings.ClientId,
            ClientSecret = settings.ClientSecret,
            Scope = settings.Scope,
            ClientCredentialStyle = CredentialStyle,
            Parameters = Parameters(),
        };
        return await http.RequestClientCredentialsTokenAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TokenResponse> WithUserAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var request = new PasswordTokenRequest
        {
            Address = endpoint.AbsoluteUri,
            ClientId = settings.ClientId,
            ClientSecret = settings.ClientSecret,
            UserName = settings.Username!,
            Password = settings.Password,
            Scope = settings.Scope,
            ClientCredentialStyle = CredentialStyle,
            Parameters = Parameters(),
        };
        return await http.RequestPasswordTokenAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TokenResponse> RefreshAsync(Uri endpoint, string refreshToken, CancellationToken cancellationToken)
    {
        using var request = new RefreshTokenRequest
        {
            Address = endpoint.AbsoluteUri,
            ClientId = settings.ClientId,
            ClientSecret = settings.ClientSecret,
            RefreshToken = refreshToken,
            ClientCredentialStyle = CredentialStyle,
        };
        return await http.RequestRefreshTokenAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private ClientCredentialStyle CredentialStyle =>
        settings.SecretInBody ? ClientCredentialStyle.PostBody : ClientCredentialStyle.AuthorizationHeader;

    private Parameters Parameters()
    {
        var parameters = new Parameters(settings.ExtraParameters);
        if (settings.Audience is not null && !parameters.ContainsKey("audience"))
        {
            parameters.Add("audience", settings.Audience);
        }

        return parameters;
    }

    private AccessToken Read(TokenResponse response, string? oldRefreshToken)
    {
        var life = TimeSpan.FromSeconds(settings.KeepTokens ? Math.Max(response.ExpiresIn, 0) : 0);
        // A life shorter than the margin would mean a token for every call.
        var margin = settings.RenewBefore < life / 2 ? settings.RenewBefore : life / 2;
        var type = response.TokenType is not { Length: > 0 } given || given.Equals("bearer", StringComparison.OrdinalIgnoreCase)
            ? "Bearer"
            : given;
        return new AccessToken
        {
            Authorization = $"{type} {response.AccessToken}",
            RefreshToken = !settings.KeepTokens ? null : response.RefreshToken is { Length: > 0 } renewed ? renewed : oldRefreshToken,
            Life = new Life(time.GetTimestamp(), life - margin, life),
        };
    }

    /// <summary>Read from the body whatever the status: a refused client is a 401 to some, a 400 to others.</summary>
    private static string? ErrorCode(TokenResponse response)
    {
        var code = JsonText.TryParse(Encoding.UTF8.GetBytes(response.Raw ?? ""), out var body) ? Member.Text(body, "error") : null;
        return code is not null && KnownErrors.Contains(code) ? code : null;
    }

    private static Exception Failure(TokenResponse response)
    {
        if (EgressRefusedException.In(response.Exception) is { } refused)
        {
            return new CallRefusedException(refused.Message);
        }

        var status = (int)response.HttpStatusCode;
        if (ErrorCode(response) is { } error)
        {
            return new CallRefusedException($"The token endpoint refused the provider configuration's credentials with status {status}: {error}.");
        }

        return status is 0 or (int)HttpStatusCode.OK || response.Exception is not null
            ? new CredentialsUnavailableException("The token endpoint could not be reached, or did not answer with a token.")
            : status is 408 or 425 or 429 or (>= 500 and <= 599)
                ? new CredentialsUnavailableException($"The token endpoint answered with status {status}.")
                : new CallRefusedException($"The token endpoint answered with status {status}.");
    }
}
