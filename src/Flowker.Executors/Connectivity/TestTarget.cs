using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Executors.Authentication;
using Flowker.Executors.Http;

namespace Flowker.Executors.Connectivity;

/// <summary>Where a test goes and what proves who asks: what the provider's executors use. Source: <c>spec/reference-engine.md</c>, 4.3, 4.4.</summary>
internal sealed record TestTarget(Uri Url, HttpProviderConfig Config, IRequestAuthenticator? Authenticator)
{
    private static readonly string[] AddressMembers = ["base_url", "onboarding_base_url", "transaction_base_url"];

    public bool HasCredentials => Authenticator is not null || Config.Headers.Count > 0;

    /// <summary>Null when there is no usable address. Throws <see cref="CallRefusedException"/> for credentials that cannot be used.</summary>
    public static TestTarget? Read(ProviderSettings provider, AuthenticatorFactory authenticators)
    {
        var address = AddressMembers.Select(name => Member.Text(provider.Config, name)?.Trim()).FirstOrDefault(text => text is { Length: > 0 });
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url)
            || url.Host.Length == 0
            || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        var config = HttpProviderConfig.Read(AsHttp(provider));
        var withoutUser = new UriBuilder(url) { UserName = "", Password = "", Fragment = "" }.Uri;
        return new TestTarget(withoutUser, config, authenticators.Create(config.Authentication));
    }

    // The ways in which these providers name their credentials, in the one form that authenticators read.
    private static JsonElement AsHttp(ProviderSettings provider) => provider.ProviderId switch
    {
        "midaz" when Member.Object(provider.Config, "auth") is { } auth => With(provider.Config, "oidc_client_credentials", JsonNode.Parse(auth.GetRawText())),
        "tracer" when Member.Text(provider.Config, "api_key") is { } key => With(provider.Config, "api_key", new JsonObject { ["key"] = key }),
        _ => provider.Config,
    };

    private static JsonElement With(JsonElement config, string type, JsonNode? credentials)
    {
        var members = JsonNode.Parse(config.GetRawText())!.AsObject();
        members["auth"] = new JsonObject { ["type"] = type, ["config"] = credentials };
        return JsonSerializer.SerializeToElement(members);
    }
}
