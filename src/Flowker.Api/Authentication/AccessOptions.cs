using Flowker.Silo;

namespace Flowker.Api.Authentication;

/// <summary>
/// How callers prove who they are: API keys (<c>API_KEY_ENABLED</c>, <c>API_KEY</c>), tokens of an OpenID Connect issuer, or
/// both.
/// </summary>
internal sealed record AccessOptions(string? ApiKey, OidcOptions Oidc)
{
    /// <summary>A key that is shorter can be guessed.</summary>
    public const int LeastKeyLength = 16;

    private const string Enable = "API_KEY_ENABLED";
    private const string Key = "API_KEY";

    /// <summary>False: whoever reaches the service may do everything.</summary>
    public bool Enabled => ApiKey is not null || Oidc.Enabled;

    /// <summary>Why an operator may be surprised by the settings; null when there is nothing to say.</summary>
    public string? Warning { get; private init; }

    /// <summary>
    /// Throws, naming the setting, when it is not clear whether the key is asked for, or when it is and can be guessed by somebody who reaches one
    /// of the <paramref name="addresses"/>.
    /// </summary>
    public static AccessOptions Read(IConfiguration configuration, OidcOptions oidc, IReadOnlyList<string> addresses)
    {
        var key = configuration[Key] is { Length: > 0 } given ? given : null;
        switch (Switches.Read(configuration, Enable), key)
        {
            case (true, null):
                throw new InvalidOperationException($"{Enable} is true, but {Key} is empty: set {Key}.");
            case (null, not null):
                throw new InvalidOperationException($"{Key} is set, but {Enable} is not: set {Enable}=true to ask for the key, or false to leave it aside.");
            case (true, { Length: < LeastKeyLength }):
                return addresses.FirstOrDefault(a => !ListenAddresses.IsLoopback(a)) is { } open
                    ? throw new InvalidOperationException($"{Key} is shorter than {LeastKeyLength} characters, which is too easy to guess where the service listens on '{open}'.")
                    : new AccessOptions(key, oidc) { Warning = $"{Key} is shorter than {LeastKeyLength} characters: that is enough for this machine alone." };
            case (true, _):
                return new AccessOptions(key, oidc);
            default:
                return new AccessOptions(null, oidc)
                {
                    Warning = key is null ? null : $"{Key} is set, but {Enable} is false: {(oidc.Enabled ? "the key opens nothing" : "nobody is asked for it")}.",
                };
        }
    }
}
