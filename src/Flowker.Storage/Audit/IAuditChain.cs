namespace Flowker.Storage.Audit;

/// <summary>
/// The chain beside the audit events: which event has which place, and its hash. Rows are only ever added, and only by whoever
/// knows the head. What a hash is made of is not known here.
/// </summary>
public interface IAuditChain
{
    /// <summary>
    /// Takes or keeps the lease to extend the chain, for that long by the database's clock; null when another holds it. It keeps
    /// writers from doing each other's work; what keeps the chain whole is <see cref="AppendAsync"/>.
    /// </summary>
    Task<ChainHead?> TryLeadAsync(string owner, TimeSpan duration, CancellationToken cancellationToken = default);

    Task<ChainHead> ReadHeadAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The transactions in flight that may still bring events with ids that were given out before. To be asked before the
    /// events are read.
    /// </summary>
    Task<IReadOnlySet<string>> WritersAsync(CancellationToken cancellationToken = default);

    /// <summary>Events with an id behind the given one that are not in the chain, by id: each is looked up in it.</summary>
    Task<IReadOnlyList<AuditRow>> ReadUnchainedAsync(long afterId, int limit, CancellationToken cancellationToken = default);

    /// <summary>Events with an id behind the given one, in the chain or not, by id.</summary>
    Task<IReadOnlyList<AuditRow>> ReadEventsAsync(long afterId, int limit, CancellationToken cancellationToken = default);

    /// <summary>Those of the events that there are, in the chain or not, by id.</summary>
    Task<IReadOnlyList<AuditRow>> ReadEventsAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default);

    /// <summary>The highest id of an event in the chain; 0 while there is none.</summary>
    Task<long> ReadLastIdAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds links behind the head, in one transaction with the new head. False, and nothing is written, when the head is not the
    /// expected one any more.
    /// </summary>
    Task<bool> AppendAsync(ChainAppend append, CancellationToken cancellationToken = default);

    /// <summary>
    /// The chain with its events, from one sequence on, at most <paramref name="limit"/> entries, by sequence.
    /// </summary>
    Task<IReadOnlyList<ChainRow>> ReadAsync(long fromSequence, int limit, CancellationToken cancellationToken = default);

    /// <summary>The hashes alone, from one sequence to another, both included, by sequence.</summary>
    Task<IReadOnlyList<byte[]>> ReadHashesAsync(long fromSequence, long toSequence, CancellationToken cancellationToken = default);

    /// <summary>The chained events of one resource, by sequence.</summary>
    Task<IReadOnlyList<ChainRow>> ReadByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many events wait for their place, up to a limit, and since when the oldest does.</summary>
    Task<ChainLag> ReadLagAsync(CancellationToken cancellationToken = default);
}

/// <summary>Where the chain ends.</summary>
public sealed record ChainHead
{
    /// <summary>Names the chain; given once.</summary>
    public required Guid Chain { get; init; }

    /// <summary>0 while there is no entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>Of the last entry; null while there is none.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>Every event with an id up to here has its place, or never came to be.</summary>
    public required long Settled { get; init; }
}

/// <summary>Entries to add: the head as it must be found, and as it is to become.</summary>
public sealed record ChainAppend
{
    public required string Owner { get; init; }

    public required ChainHead Expected { get; init; }

    /// <summary>In order; the sequences follow the expected head's without a gap.</summary>
    public required IReadOnlyList<ChainLink> Links { get; init; }

    public required long Settled { get; init; }
}

/// <summary>One event's place: <see cref="Id"/> is the event's own in its table.</summary>
public sealed record ChainLink(long Sequence, long Id, byte[] Hash);

/// <summary>One entry of the chain as it is stored. <see cref="Event"/> is null when the event is gone.</summary>
public sealed record ChainRow(long Sequence, byte[] Hash, AuditEntry? Event);

/// <summary>Where an event is in the chain.</summary>
public sealed record ChainPlace(long Sequence, byte[] Hash, byte[]? PreviousHash);

/// <summary>What waits for its place in the chain.</summary>
public sealed record ChainLag(long Events, DateTimeOffset? Since);
