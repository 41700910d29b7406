using System.Text.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

/// <summary>
/// The authentication a provider configuration asks for: <c>auth: {type, config, cache}</c>, or the older flat
/// <c>auth_type</c> with <c>api_key</c>, <c>bearer_token</c>, <c>username</c>, <c>issuer_url</c> and the like beside it.
/// Source: <c>spec/reference-engine.md</c>, 4.2 and 7.2.
/// </summary>
/// <param name="Type">As <c>bearer</c>.</param>
/// <param name="Config">What holds the settings of the type; not an object when there are none.</param>
/// <param name="Cache">How tokens are kept; not an object for the presets.</param>
/// <param name="Flat">True when <paramref name="Config"/> is the provider configuration itself.</param>
internal sealed record AuthenticationSettings(string Type, JsonElement Config, JsonElement Cache, bool Flat = false)
{
    public const string NoType = "none";

    private static readonly Dictionary<string, string> FlatNames =
        new(StringComparer.Ordinal) { ["key"] = "api_key", ["token"] = "bearer_token" };

    /// <summary>
    /// With the ways in which these providers name their credentials. Source: <c>spec/reference-engine.md</c>, 4.3, 4.4.
    /// </summary>
    public static AuthenticationSettings Read(ProviderSettings provider) => provider.ProviderId switch
    {
        "midaz" when Member.Object(provider.Config, "auth") is { } auth && !Member.Has(auth, "type") =>
            new AuthenticationSettings("oidc_client_credentials", auth, Member.Object(auth, "cache") ?? default),
        "tracer" when !Member.Has(provider.Config, "auth") && !Member.Has(provider.Config, "auth_type") =>
            new AuthenticationSettings("api_key", provider.Config, default, Flat: true),
        _ => Read(provider.Config),
    };

    private static AuthenticationSettings Read(JsonElement provider)
    {
        if (Member.Object(provider, "auth") is { } auth)
        {
            return new AuthenticationSettings(
                TypeOf(auth, "type"), Member.Object(auth, "config") ?? default, Member.Object(auth, "cache") ?? default);
        }

        return Member.Has(provider, "auth")
            ? throw new CallRefusedException("The provider configuration's auth is not an object.")
            : new AuthenticationSettings(TypeOf(provider, "auth_type"), provider, default, Flat: true);
    }

    /// <summary>Null when it is not there, or no text.</summary>
    public string? Setting(string name) => Member.Text(Config, Flat ? FlatNames.GetValueOrDefault(name, name) : name);

    /// <summary>The setting, which must not be empty.</summary>
    public string Require(string name) =>
        Setting(name) is { Length: > 0 } value
            ? value
            : throw new CallRefusedException($"The provider configuration's authentication has no \"{name}\".");

    private static string TypeOf(JsonElement holder, string name) =>
        Member.Text(holder, name) is { Length: > 0 } type ? type
            : Member.Has(holder, name) && Member.Text(holder, name) is null
                ? throw new CallRefusedException($"The provider configuration's \"{name}\" of authentication is not a text.")
                : NoType;
}
