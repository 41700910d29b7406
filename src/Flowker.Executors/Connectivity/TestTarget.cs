using Flowker.Executors.Authentication;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;

namespace Flowker.Executors.Connectivity;

/// <summary>Where a test goes and what proves who asks: what the provider's executors use. Source: <c>spec/reference-engine.md</c>, 4.3, 4.4.</summary>
internal sealed record TestTarget(Uri Url, HttpProviderConfig Config, HttpClient Http, IRequestAuthenticator? Authenticator)
{
    private static readonly string[] AddressMembers = ["base_url", "onboarding_base_url", "transaction_base_url"];

    public bool HasCredentials => Authenticator is not null || Config.Headers.Count > 0;

    /// <summary>Null when there is no usable address. Throws <see cref="CallRefusedException"/> for credentials that cannot be used.</summary>
    public static TestTarget? Read(ProviderSettings provider, EgressClient egress, AuthenticatorFactory authenticators)
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
        return new TestTarget(withoutUser, config, egress.For(provider), authenticators.Create(config.Authentication, provider));
    }
}
