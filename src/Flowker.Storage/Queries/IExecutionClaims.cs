namespace Flowker.Storage.Queries;

/// <summary>
/// How often an execution was taken over from a dead silo without the end of a step in between, and whether it may have been what killed
/// the silo. Kept beside the executions, so that commits cost no more.
/// </summary>
public interface IExecutionClaims
{
    /// <summary>Null when there is no such execution.</summary>
    Task<ExecutionClaim?> GetAsync(Guid executionId, CancellationToken cancellationToken = default);

    /// <summary>A turn of the execution is about to be computed: should the silo die meanwhile, the next claim counts it as a death.</summary>
    Task MarkAsync(Guid executionId, string owner, CancellationToken cancellationToken = default);

    Task UnmarkAsync(Guid executionId, CancellationToken cancellationToken = default);

    /// <summary>A turn could not be computed, and the silo lives on. Counts as a claim, and <paramref name="underMark"/> as a death.</summary>
    Task CountFailureAsync(Guid executionId, bool underMark, CancellationToken cancellationToken = default);

    /// <summary>Forgets the deaths; it stays under suspicion until a step of it ends.</summary>
    Task ForgiveAsync(Guid executionId, CancellationToken cancellationToken = default);

    /// <summary>Leaves open executions of <paramref name="owner"/> to whoever claims them.</summary>
    Task LetGoAsync(IReadOnlyCollection<Guid> executions, string owner, CancellationToken cancellationToken = default);
}

/// <summary>Who owns an open execution, and what its claims came to since a step of it ended.</summary>
public sealed record ExecutionClaim(string? Owner, int Claims, int Deaths)
{
    /// <summary>Taken over twice for nothing: from then on its turns are computed alone, each under a mark.</summary>
    public bool IsSuspect => Claims >= 2;

    /// <summary>Five silos died, or gave up, while they computed a turn of it.</summary>
    public bool IsPoisonous => Deaths >= 5;
}
