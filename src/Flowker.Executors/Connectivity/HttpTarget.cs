using Flowker.Executors.Authentication;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;

namespace Flowker.Executors.Connectivity;

/// <summary>A provider that is called over HTTP.</summary>
internal sealed record HttpTarget(Uri Url, HttpProviderConfig Config, HttpClient Http, IRequestAuthenticator? Authenticator) : ITestTarget
{
    private const int MaxBody = 1024 * 1024;

    private static readonly string[] AddressMembers = ["base_url", "onboarding_base_url", "transaction_base_url"];

    public bool HasCredentials => HasAuthenticator || HeaderCount > 0;

    public bool HasAuthenticator => Authenticator is not null;

    public int HeaderCount => Config.Headers.Count;

    /// <summary>Null when there is no usable address. Throws <see cref="CallRefusedException"/> for credentials that cannot be used.</summary>
    public static HttpTarget? Read(ProviderSettings provider, EgressClient egress, AuthenticatorFactory authenticators)
    {
        var address = AddressMembers.Select(name => Member.Text(provider.Config, name)?.Trim()).FirstOrDefault(text => text is { Length: > 0 });
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)
            || url.Host.Length == 0
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        var config = HttpProviderConfig.Read(provider);
        var withoutUser = new UriBuilder(url) { UserName = "", Password = "", Fragment = "" }.Uri;
        return new HttpTarget(withoutUser, config, egress.For(provider), authenticators.Create(config.Authentication, provider));
    }

    public async Task<ProbeAnswer?> GetAsync(bool withCredentials, CancellationToken cancellationToken)
    {
        var headers = new HeaderSet();
        headers.Set("User-Agent", "Flowker");
        foreach (var (name, value) in withCredentials ? Config.Headers : [])
        {
            headers.Set(name, value);
        }

        var request = new OutgoingRequest(HttpMethod.Get, Url, headers, body: null);
        if (withCredentials && Authenticator is { } authenticator)
        {
            await authenticator.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        }

        using var message = request.ToMessage(Http);
        using var response = await Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var body = await AnswerBody.ReadAsync(response, MaxBody, cancellationToken).ConfigureAwait(false);
        return body.End is BodyEnd.Broken
            ? null
            : new ProbeAnswer((int)response.StatusCode, body.Bytes.Length, response.Content.Headers.ContentType?.ToString());
    }
}
