using System.Collections.Concurrent;

namespace Flowker.Executors.Authentication.Oidc;

/// <summary>
/// The tokens and discovery documents of this process, in memory only: one fetch at a time for each, shared by all
/// executions. Changed settings never meet a token of the old ones. Source: <c>spec/reference-engine.md</c>, 4.2 and W-26.
/// </summary>
internal sealed class TokenCache(TimeProvider time)
{
    private const int Capacity = 4_096;

    private readonly ConcurrentDictionary<string, SharedValue<AccessToken>> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SharedValue<DiscoveredIssuer>> _issuers = new(StringComparer.Ordinal);

    public SharedValue<AccessToken> TokenOf(Guid providerConfigId, OidcSettings settings) =>
        Find(_tokens, $"{providerConfigId:N}/{settings.Fingerprint()}");

    public SharedValue<DiscoveredIssuer> Issuer(Guid providerConfigId, string issuer) =>
        Find(_issuers, $"{providerConfigId:N}/{issuer}");

    public TokenRequest Request(Guid providerConfigId, OidcSettings settings, HttpClient http) =>
        new(settings, http, Issuer(providerConfigId, settings.Issuer), time);

    private SharedValue<T> Find<T>(ConcurrentDictionary<string, SharedValue<T>> values, string key)
        where T : class, IPerishable
    {
        if (values.Count >= Capacity && !values.ContainsKey(key))
        {
            foreach (var (old, _) in values.Where(v => v.Value.IsIdle))
            {
                values.TryRemove(old, out _);
            }
        }

        return values.GetOrAdd(key, _ => new SharedValue<T>(time));
    }
}
