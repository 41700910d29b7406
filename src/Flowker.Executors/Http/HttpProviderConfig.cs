using System.Text.Json;
using Flowker.Executors.Authentication;
using Flowker.Executors.Egress;

namespace Flowker.Executors.Http;

/// <summary>
/// A provider configuration as the executors over HTTP read it. Numbers beyond their range count as its nearest end.
/// Source: <c>spec/reference-engine.md</c>, 4.1.6 and 7.2; <c>spec/decisions.md</c>, "Sizes", "Provider calls".
/// </summary>
internal sealed record HttpProviderConfig
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public required string? BaseUrl { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required int MaxResponseBytes { get; init; }

    public required IdempotencyPlacement Idempotency { get; init; }

    public required AuthenticationSettings Authentication { get; init; }

    public static HttpProviderConfig Read(ProviderSettings provider) => new()
    {
        BaseUrl = Member.Text(provider.Config, "base_url")?.Trim() is { Length: > 0 } url ? url : null,
        Headers = ReadHeaders(provider.Config),
        Timeout = ReadTimeout(provider.Config),
        MaxResponseBytes = ConnectionSettings.ReadMaxResponseBytes(provider.Config),
        Idempotency = IdempotencyPlacement.Read(provider.Config),
        Authentication = AuthenticationSettings.Read(provider),
    };

    private static TimeSpan ReadTimeout(JsonElement config) =>
        Member.Number(config, "timeout_seconds") is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 300))
        : Member.Number(config, "timeout_ms") is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 100, 300_000))
        : DefaultTimeout;

    private static List<KeyValuePair<string, string>> ReadHeaders(JsonElement config)
    {
        var headers = new List<KeyValuePair<string, string>>();
        if (Member.Object(config, "headers") is not { } given)
        {
            return headers;
        }

        foreach (var header in given.EnumerateObject())
        {
            headers.Add(KeyValuePair.Create(header.Name, Member.Text(given, header.Name)
                ?? throw new CallRefusedException("A header in the provider configuration is not a text.")));
        }

        return headers;
    }
}
