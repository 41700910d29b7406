using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Audit;

/// <summary>What proves the audit trail. Grain key: 0; any silo answers. Source: <c>docs/audit-proof.md</c>.</summary>
[Alias("flowker.audit-proof"), Version(1)]
public interface IAuditProofGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Recomputes the chain up to an event, and on to the checkpoint that covers it: from its first entry, or from the last
    /// checkpoint before. Faults: FLK-0600; FLK-9998 while the event has no place in the chain yet.
    /// </summary>
    [Repeatable]
    [Alias("verify"), ResponseTimeout("00:30:00")]
    Task<Reply<AuditVerification>> VerifyAsync(Guid eventId, bool fromCheckpoint);

    /// <summary>
    /// The evidence file of an execution, once checkpoints cover all its events. Faults: FLK-0500; FLK-9998 while they do not.
    /// </summary>
    [Repeatable]
    [Alias("evidence"), ResponseTimeout("00:02:00")]
    Task<Reply<Json>> GetEvidenceAsync(Guid executionId, bool includePayloads);

    /// <summary>The signed checkpoints that end behind a sequence, in order, and the keys of the silo that answers.</summary>
    [Repeatable]
    [Alias("checkpoints")]
    Task<Reply<AuditCheckpoints>> ListCheckpointsAsync(long afterSequence, int limit);

    /// <summary>
    /// Allows the removal of events up to a checkpoint, and records it. Fault: FLK-0302 when no checkpoint ends there, or the same
    /// or more is allowed already.
    /// </summary>
    [Alias("allow-removal")]
    Task<Reply<Done>> AllowRemovalAsync(long throughSequence, string reason, Caller caller);
}

/// <summary>What a verification came to. Source: <c>spec/reference-api.md</c>, 5.8.</summary>
[GenerateSerializer, Immutable, Alias("flowker.audit-verification")]
public sealed record AuditVerification
{
    [Id(0)] public required bool IsValid { get; init; }

    /// <summary>The first sequence at which the chain is broken.</summary>
    [Id(1)] public long? FirstInvalidId { get; init; }

    [Id(2)] public required long TotalChecked { get; init; }

    /// <summary>For people.</summary>
    [Id(3)] public required string Message { get; init; }
}

/// <summary>Checkpoints, each a JSON object, and public keys as PEM.</summary>
[GenerateSerializer, Immutable, Alias("flowker.audit-checkpoints")]
public sealed record AuditCheckpoints
{
    [Id(0)] public required ImmutableArray<Json> Checkpoints { get; init; }

    [Id(1)] public required ImmutableArray<string> PublicKeys { get; init; }
}
