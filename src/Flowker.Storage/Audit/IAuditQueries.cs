namespace Flowker.Storage.Audit;

/// <summary>Reads of the audit trail.</summary>
public interface IAuditQueries
{
    /// <summary>The events of one resource, oldest first, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<AuditEntry>> ListByResourceAsync(
        string resourceType, string resourceId, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many events a resource has.</summary>
    Task<long> CountByResourceAsync(string resourceType, string resourceId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Events by their place in their table, at most <see cref="AuditFilter.Limit"/> after the given one. A search within a time
    /// goes by time, and then by place.
    /// </summary>
    Task<IReadOnlyList<AuditRow>> SearchAsync(AuditFilter filter, CancellationToken cancellationToken = default);

    /// <summary>
    /// Events by their place in the chain, at most <see cref="AuditFilter.Limit"/> after the given sequence; those that have none yet
    /// are left out.
    /// </summary>
    Task<IReadOnlyList<AuditRow>> ReadChainAsync(AuditFilter filter, long afterSequence, CancellationToken cancellationToken = default);

    Task<AuditRow?> GetAsync(Guid eventId, CancellationToken cancellationToken = default);
}

/// <summary>One event, its place in its table, and, once it has one, its place in the chain.</summary>
public sealed record AuditRow(long Id, AuditEntry Entry, ChainPlace? Place = null);

/// <summary>What to look for; null matches everything. Times are inclusive.</summary>
public sealed record AuditFilter
{
    public string? EventType { get; init; }

    public string? Action { get; init; }

    public string? Result { get; init; }

    public string? ResourceType { get; init; }

    public string? ResourceId { get; init; }

    public string? ActorId { get; init; }

    /// <summary>Of the request that caused the event.</summary>
    public string? RequestId { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public bool Ascending { get; init; }

    public required int Limit { get; init; }

    /// <summary>The place of the last event seen; null for the first page.</summary>
    public long? AfterId { get; init; }
}
