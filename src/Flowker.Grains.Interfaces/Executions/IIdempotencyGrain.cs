namespace Flowker.Grains.Interfaces.Executions;

/// <summary>
/// The single place where an idempotency key is decided. Grain key: <see cref="IdempotencyKey.ToGrainKey"/>.
/// Promise: one key starts at most one execution, whatever is retried and whatever dies.
/// </summary>
[Alias("flowker.idempotency"), Version(1), Repeatable]
public interface IIdempotencyGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts the execution, or answers with the one that the key already started. The start is durable before it is answered.
    /// Faults: FLK-0100 unknown workflow, FLK-0501 not active, FLK-0510 the key was used with another request, FLK-9998 the
    /// database is away (nothing is known to have been stored; repeat with the same key).
    /// </summary>
    [Alias("start")]
    Task<Reply<StartedExecution>> StartAsync(StartExecution request);
}

/// <summary>What an idempotency key may be, and how it names its grain.</summary>
public static class IdempotencyKey
{
    /// <summary>1 to 255 printable ASCII characters. Source: <c>spec/decisions.md</c>, "Scope of a key".</summary>
    public static bool IsValid(string trimmed)
    {
        ArgumentNullException.ThrowIfNull(trimmed);
        return trimmed.Length is >= 1 and <= 255 && trimmed.All(c => c is >= ' ' and <= '~');
    }

    /// <summary>A key for a request that came without one, so that whoever passes the request on can repeat it.</summary>
    public static string OfRequest() => $"request-{Guid.CreateVersion7()}";

    /// <summary>The slash keeps the grain key from ever being read as a number.</summary>
    public static string ToGrainKey(string tenant, string idempotencyKey) => $"{tenant}/{idempotencyKey}";
}

/// <summary>A request to start an execution.</summary>
[GenerateSerializer, Immutable, Alias("flowker.start-execution")]
public sealed record StartExecution
{
    [Id(0)] public required Guid WorkflowId { get; init; }

    /// <summary>A JSON object as UTF-8 text.</summary>
    [Id(1)] public required Json InputData { get; init; }

    /// <summary>SHA-256 over the workflow id and the canonical JSON of the input: <see cref="RequestFingerprint"/>.</summary>
    [Id(2)] public required byte[] Fingerprint { get; init; }

    [Id(3)] public required Caller Caller { get; init; }

    /// <summary>The trigger node that fired; null for the first one of the workflow.</summary>
    [Id(4)] public string? TriggerNodeId { get; init; }
}

/// <summary>The execution that a key belongs to.</summary>
[GenerateSerializer, Immutable, Alias("flowker.started-execution")]
public sealed record StartedExecution
{
    [Id(0)] public required Guid ExecutionId { get; init; }

    [Id(1)] public required Guid WorkflowId { get; init; }

    /// <summary><c>pending</c> for a new one, else the status it has now.</summary>
    [Id(2)] public required string Status { get; init; }

    [Id(3)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>True when the key had already started it.</summary>
    [Id(4)] public required bool Replayed { get; init; }
}
