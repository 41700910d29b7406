namespace Flowker.Storage.Queries;

/// <summary>Reads of executions; they see what was committed.</summary>
public interface IExecutionQueries
{
    Task<ExecutionRow?> GetAsync(Guid executionId, CancellationToken cancellationToken = default);

    /// <summary>The execution to which a key belongs, or null.</summary>
    Task<ExecutionRow?> GetByKeyAsync(string tenant, string idempotencyKey, CancellationToken cancellationToken = default);

    /// <summary>At most <see cref="ExecutionFilter.Limit"/> rows after the cursor, in order; ties are broken by id.</summary>
    Task<IReadOnlyList<ExecutionRow>> ListAsync(ExecutionFilter filter, CancellationToken cancellationToken = default);

    /// <summary>
    /// Open executions (pending or running) whose owner is null or not among <paramref name="livingOwners"/>: takes up to
    /// <paramref name="limit"/> of them for <paramref name="newOwner"/>, oldest first, so that two silos never take the same. Each that had an owner is counted: <see cref="IExecutionClaims"/>.
    /// </summary>
    Task<IReadOnlyList<Guid>> ClaimAbandonedAsync(
        IReadOnlyCollection<string> livingOwners, string newOwner, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts what <see cref="ClaimAbandonedAsync"/> would take and that has no <c>DueAt</c> either, and lists the oldest of it.
    /// </summary>
    Task<AbandonedExecutions> FindAbandonedAsync(
        IReadOnlyCollection<string> livingOwners, int limit, CancellationToken cancellationToken = default);

    /// <summary>Open executions of <paramref name="owner"/> with ids after <paramref name="after"/>, by id.</summary>
    Task<IReadOnlyList<Guid>> ListOpenAsync(string owner, Guid? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Open executions of <paramref name="owner"/> whose <c>DueAt</c> is at or before <paramref name="now"/>, oldest due first.</summary>
    Task<IReadOnlyList<Guid>> ListDueAsync(string owner, DateTimeOffset now, int limit, CancellationToken cancellationToken = default);
}

/// <summary>One execution as lists show it.</summary>
public sealed record ExecutionRow
{
    public required Guid ExecutionId { get; init; }

    public required string Tenant { get; init; }

    public required Guid WorkflowId { get; init; }

    public required string DefinitionHash { get; init; }

    public string? IdempotencyKey { get; init; }

    public required ReadOnlyMemory<byte> Fingerprint { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required int TotalSteps { get; init; }

    public required Journal.ExecutionSummary Summary { get; init; }
}

/// <summary>How many executions are open, how many of those nobody would go on with, and the oldest of these.</summary>
public sealed record AbandonedExecutions(long Open, long Abandoned, IReadOnlyList<ExecutionRow> Oldest);

/// <summary>What to list. <see cref="AfterValue"/> and <see cref="AfterId"/> are those of the last row already seen.</summary>
public sealed record ExecutionFilter
{
    public required string Tenant { get; init; }

    public Guid? WorkflowId { get; init; }

    public string? Status { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>The node whose failure failed the execution.</summary>
    public string? FailedNodeId { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? StartedFrom { get; init; }

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? StartedTo { get; init; }

    /// <summary>Sort by <c>completedAt</c> in place of <c>startedAt</c>; executions that have not ended come last in both directions.</summary>
    public bool ByCompletedAt { get; init; }

    public bool Ascending { get; init; }

    public required int Limit { get; init; }

    /// <summary>The id of the last row seen; null for the first page.</summary>
    public Guid? AfterId { get; init; }

    /// <summary>Its sort value; null, with an <see cref="AfterId"/>, when it had not ended.</summary>
    public DateTimeOffset? AfterValue { get; init; }
}
