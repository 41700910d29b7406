using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Chain;

/// <summary>Stored events as the chain hashes them.</summary>
internal static class ChainRecords
{
    public static AuditRecord At(this AuditEntry entry, long sequence) => new()
    {
        Sequence = sequence,
        EventId = entry.EventId,
        EventType = entry.EventType,
        Action = entry.Action,
        Result = entry.Result,
        ResourceType = entry.ResourceType,
        ResourceId = entry.ResourceId,
        ActorType = entry.Actor.Type,
        ActorId = entry.Actor.Id,
        ActorIp = entry.Actor.IpAddress,
        Timestamp = entry.At,
        Context = entry.Context,
        Metadata = entry.Metadata,
    };

    /// <summary>Null where a stored hash is damaged.</summary>
    public static Sha256? ToHash(this byte[]? stored) => stored is { Length: Sha256.Size } ? new Sha256(stored) : null;
}
