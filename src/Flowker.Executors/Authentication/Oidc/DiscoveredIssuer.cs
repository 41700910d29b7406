using System.Net;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication.Oidc;

/// <summary>
/// What an issuer says of itself (OpenID Connect Discovery 1.0). It must name itself as it is configured, and a token
/// endpoint that is no less protected than itself.
/// </summary>
internal sealed record DiscoveredIssuer(Uri TokenEndpoint, Life Life) : IPerishable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(1);

    /// <summary>Throws <see cref="CredentialsUnavailableException"/> or <see cref="CallRefusedException"/>.</summary>
    public static async Task<DiscoveredIssuer> FetchAsync(string issuer, HttpClient http, TimeProvider time, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, issuer + "/.well-known/openid-configuration");
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await SendAsync(http, request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is not HttpStatusCode.OK)
        {
            throw new CredentialsUnavailableException($"The issuer's discovery document was answered with status {(int)response.StatusCode}.");
        }

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (!JsonText.TryParse(body, out var document) || document.ValueKind is not JsonValueKind.Object)
        {
            throw new CredentialsUnavailableException("The issuer's discovery document is not a JSON object.");
        }

        if (Member.Text(document, "issuer")?.TrimEnd('/') != issuer.TrimEnd('/'))
        {
            throw new CallRefusedException("The issuer's discovery document names another issuer than the provider configuration's issuer_url.");
        }

        if (!Uri.TryCreate(Member.Text(document, "token_endpoint"), UriKind.Absolute, out var endpoint)
            || !(endpoint.Scheme == Uri.UriSchemeHttps
                || (endpoint.Scheme == Uri.UriSchemeHttp && issuer.StartsWith("http:", StringComparison.OrdinalIgnoreCase))))
        {
            throw new CallRefusedException("The issuer's discovery document has no token_endpoint that can be used.");
        }

        return new DiscoveredIssuer(endpoint, new Life(time.GetTimestamp(), Freshness, Freshness));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            throw EgressRefusedException.In(e) is { } refused
                ? new CallRefusedException(refused.Message)
                : new CredentialsUnavailableException("The issuer's discovery document could not be fetched.");
        }
    }
}
