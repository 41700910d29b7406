using System.Collections.Immutable;
using Flowker.Grains.Interfaces.Executions;
using Orleans.Concurrency;

namespace Flowker.Grains.Interfaces.Webhooks;

/// <summary>
/// One webhook: a method and a path, which at most one active workflow has. Grain key: <see cref="WebhookRoute.ToGrainKey"/>.
/// Source: <c>spec/reference-api.md</c>, 5.3.
/// </summary>
[Alias("flowker.webhook-route"), Version(1)]
public interface IWebhookRouteGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts an execution at the trigger that has the route. Faults in order: FLK-0361 nobody has it, FLK-0362 token or
    /// signature is not right, FLK-0001 the body is no JSON object, FLK-0509 the key cannot be used, FLK-0501 the workflow is no longer active, FLK-0510, FLK-9998.
    /// </summary>
    [AlwaysInterleave]
    [Repeatable]
    [Alias("fire")]
    Task<Reply<FiredWebhook>> FireAsync(WebhookRequest request);

    /// <summary>
    /// Whether the trigger that has the route wants to decide by itself who is let in: then a request without a key may be fired with
    /// <see cref="WebhookRequest.ByTriggerAlone"/>. False also when nobody has it.
    /// </summary>
    [AlwaysInterleave]
    [Repeatable]
    [Alias("lets-in")]
    Task<Reply<bool>> LetsInAsync();

    /// <summary>Tells it that the workflows that have routes have changed.</summary>
    [AlwaysInterleave]
    [Repeatable]
    [Alias("forget")]
    Task ForgetAsync();
}

/// <summary>How a route names its grain.</summary>
public static class WebhookRoute
{
    /// <summary>
    /// One spelling for every way to write a webhook's path in a URL: percent-decoded once, one leading slash, no trailing ones.
    /// The engine spells the paths of triggers alike.
    /// </summary>
    public static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/" + Uri.UnescapeDataString(path).Trim('/');
    }

    /// <summary>The slash keeps the grain key from ever being read as a number. The path is normalised.</summary>
    public static string ToGrainKey(string tenant, string method, string path) => $"{tenant}/{method} {path}";
}

/// <summary>A request as it came.</summary>
[GenerateSerializer, Immutable, Alias("flowker.webhook-request")]
public sealed record WebhookRequest
{
    /// <summary>Decompressed; a signature is over these bytes.</summary>
    [Id(0)] public required byte[] Body { get; init; }

    /// <summary>Whether it is empty, or could be unpacked and is JSON by its content type.</summary>
    [Id(1)] public required bool BodyIsReadable { get; init; }

    /// <summary>All headers, with canonical names; of a repeated one the last.</summary>
    [Id(2)] public required ImmutableDictionary<string, string> Headers { get; init; }

    /// <summary>The member <c>_webhook</c> of the input: a JSON object.</summary>
    [Id(3)] public required Json Metadata { get; init; }

    /// <summary>Trimmed; one of its own where none is given. A signed message is known by its own id instead.</summary>
    [Id(4)] public string? IdempotencyKey { get; init; } = Executions.IdempotencyKey.OfRequest();

    [Id(5)] public required Caller Caller { get; init; }

    /// <summary>The request came without a key: the one that it has is there to repeat the call, and its sender knows nothing of it.</summary>
    [Id(6)] public bool KeyIsMade { get; init; }

    /// <summary>Of headers that came more than once all values, with spaces between; null when there were none.</summary>
    [Id(7)] public ImmutableDictionary<string, string>? Repeated { get; init; }

    /// <summary>Nobody else asked who sent it: it is fired only when the trigger wants to decide that.</summary>
    [Id(8)] public bool ByTriggerAlone { get; init; }
}

/// <summary>What a webhook started.</summary>
[GenerateSerializer, Immutable, Alias("flowker.fired-webhook")]
public sealed record FiredWebhook([property: Id(0)] Guid WorkflowId, [property: Id(1)] StartedExecution Execution);
