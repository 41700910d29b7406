using System.Text.Json;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;

namespace Flowker.Executors;

/// <summary>
/// One kind of provider call, named as in the catalog. Implementations are stateless or thread-safe: one instance serves
/// all executions of a silo.
/// </summary>
public interface IExecutor
{
    /// <summary>The catalog id, as <c>http</c>.</summary>
    string Id { get; }

    /// <summary>
    /// Makes one attempt. Every fault is a <see cref="CallResult"/>; only cancellation by
    /// <paramref name="cancellationToken"/> (the silo stops, the deadline is over) throws, and <see cref="SettingsOutdatedException"/>
    /// where an executor asks the call's lease before it sends.
    /// </summary>
    Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken);
}

/// <summary>All that one attempt needs.</summary>
public sealed record ExecutorCall
{
    /// <summary>
    /// <c>{executionId}:{nodeId}</c>: the same over retries, crashes and resumes. Sent as <c>Idempotency-Key</c> unless
    /// the provider names another header or body field. Source: <c>spec/decisions.md</c>, "Provider calls".
    /// </summary>
    public required string CallKey { get; init; }

    public required ProviderSettings Provider { get; init; }

    /// <summary>The node's data: method, path, headers and the like.</summary>
    public required JsonElement NodeData { get; init; }

    /// <summary>
    /// What the node's input mapping made. Without one it is the whole context, which is only put together when it is asked for: it
    /// grows with every step, and many nodes send something else.
    /// </summary>
    public JsonElement Payload
    {
        get => field.ValueKind is JsonValueKind.Undefined && !PayloadIsMapped ? Context.ToElement() : field;
        init;
    }

    /// <summary>True when an input mapping or transforms made <see cref="Payload"/>.</summary>
    public required bool PayloadIsMapped { get; init; }

    /// <summary>For <c>${…}</c> in the node's data.</summary>
    public required JsonScope Context { get; init; }

    /// <summary>For the whole attempt; null for the provider's <c>timeout_seconds</c>, or 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Under which <see cref="Provider"/> may be used; null for without end.</summary>
    public ISettingsLease? Lease { get; init; }
}

/// <summary>A provider configuration as the executor needs it, secrets in clear. <c>Version</c> grows with every change of it.</summary>
public sealed record ProviderSettings(Guid Id, string ProviderId, JsonElement Config, int Version = 0, string Name = "");
