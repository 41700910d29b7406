namespace Flowker.Storage.Statistics;

/// <summary>
/// Counts of executions, exact at any moment and without looking at each of them: those that ended are counted by bucket in
/// the background, and what is not counted yet and what is open is little.
/// </summary>
public interface IExecutionStatistics
{
    /// <summary>By status, of those that started from <paramref name="from"/> to before <paramref name="to"/>; null is open.</summary>
    Task<IReadOnlyDictionary<string, long>> CountAsync(
        string tenant, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken = default);

    /// <summary>
    /// Per bucket of start times, of those that started from <paramref name="from"/> to before <paramref name="to"/>, which
    /// are bounds of buckets. Several cells may tell of one bucket and status.
    /// </summary>
    Task<IReadOnlyList<StatisticsCell>> SeriesAsync(
        string tenant, RollupLevel level, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default);

    /// <summary>Counts up to <paramref name="limit"/> more of those that ended; answers how many it were. Any number of processes may do so at once.</summary>
    Task<int> RollUpAsync(int limit, CancellationToken cancellationToken = default);
}

/// <summary>So many executions; <see cref="DurationClass"/> is null for those that have not ended.</summary>
public readonly record struct StatisticsCell(DateTimeOffset Bucket, string Status, int? DurationClass, long Executions);
