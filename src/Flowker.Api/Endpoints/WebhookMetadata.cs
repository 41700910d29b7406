using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Api.Authentication;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Endpoints;

/// <summary>What a workflow learns of the request that fired it: <c>_webhook</c>. Source: <c>spec/reference-api.md</c>, 5.3.</summary>
internal static class WebhookMetadata
{
    // They prove who asks. Whatever else does is left out where the trigger is known.
    private static readonly string[] Secrets = ["Authorization", "X-Api-Key", "X-Webhook-Token"];

    /// <summary>With canonical names, as <c>X-Request-Id</c>; of a repeated one the last value.</summary>
    public static ImmutableDictionary<string, string> Headers(HttpRequest request) => request.Headers
        .Where(h => h.Value.Count > 0)
        .GroupBy(h => Canonical(h.Key), h => h.Value[^1] ?? "", StringComparer.Ordinal)
        .ToImmutableDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    /// <summary>Of the repeated ones all values, with spaces between: a list of signatures may come in several headers. Null without any.</summary>
    public static ImmutableDictionary<string, string>? Repeated(HttpRequest request) => request.Headers.Any(h => h.Value.Count > 1)
        ? request.Headers.Where(h => h.Value.Count > 1).ToImmutableDictionary(h => Canonical(h.Key), h => string.Join(' ', h.Value.ToArray()), StringComparer.Ordinal)
        : null;

    public static Json Of(HttpContext http, string route) => new(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["method"] = http.Request.Method,
        ["path"] = route.TrimStart('/'),
        ["headers"] = Headers(http.Request).Where(h => !Secrets.Contains(h.Key)).OrderBy(h => h.Key, StringComparer.Ordinal).ToDictionary(),
        ["query"] = http.Request.Query.OrderBy(q => q.Key, StringComparer.Ordinal).ToDictionary(q => q.Key, q => q.Value is [.., { } last] ? last : ""),
        ["remote_ip"] = http.Caller().IpAddress,
    }));

    private static string Canonical(string name) => string.Join('-', name.Split('-').Select(part =>
        part.Length == 0 ? part : char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant()));
}
