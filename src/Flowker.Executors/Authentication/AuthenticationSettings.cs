using System.Text.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

/// <summary>
/// The authentication a provider configuration asks for: <c>auth: {type, config}</c>, or the older flat
/// <c>auth_type</c> with <c>api_key</c>, <c>bearer_token</c>, <c>username</c>, <c>password</c> beside it.
/// Source: <c>spec/reference-engine.md</c>, 4.2 and 7.2.
/// </summary>
internal sealed record AuthenticationSettings(string Type, Func<string, string?> Setting)
{
    public const string NoType = "none";

    private static readonly Dictionary<string, string> FlatNames =
        new(StringComparer.Ordinal) { ["key"] = "api_key", ["token"] = "bearer_token" };

    public static AuthenticationSettings Read(JsonElement provider)
    {
        if (Member.Object(provider, "auth") is { } auth)
        {
            var config = Member.Object(auth, "config") ?? default;
            return new AuthenticationSettings(TypeOf(auth, "type"), name => Member.Text(config, name));
        }

        if (Member.Has(provider, "auth"))
        {
            throw new CallRefusedException("The provider configuration's auth is not an object.");
        }

        return new AuthenticationSettings(
            TypeOf(provider, "auth_type"), name => Member.Text(provider, FlatNames.GetValueOrDefault(name, name)));
    }

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
