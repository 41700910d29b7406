namespace Flowker.Audit.Chain;

/// <summary>
/// An audit event in its place in the chain. Source: <c>spec/reference-api.md</c>, 9; the sequence is Flowker's own:
/// 1, 2, 3 and so on without a gap.
/// </summary>
public sealed record AuditRecord
{
    public required long Sequence { get; init; }

    public required Guid EventId { get; init; }

    public required string EventType { get; init; }

    public required string Action { get; init; }

    public required string Result { get; init; }

    public required string ResourceType { get; init; }

    public required string ResourceId { get; init; }

    public required string ActorType { get; init; }

    public required string ActorId { get; init; }

    public required string ActorIp { get; init; }

    /// <summary>In microseconds; what is finer is left out of the canonical form.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>A JSON object as text.</summary>
    public required string Context { get; init; }

    /// <summary>A JSON object as text.</summary>
    public required string Metadata { get; init; }
}
