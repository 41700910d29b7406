using System.Collections.Immutable;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Dashboards;
using Flowker.Storage.Definitions;
using Flowker.Storage.Statistics;
using Orleans.Concurrency;

namespace Flowker.Grains.Dashboards;

/// <summary>Counts for dashboards, from the tables.</summary>
[GrainType("flowker.dashboard")]
[StatelessWorker]
[Reentrant]
internal sealed class DashboardGrain(IDefinitionStore definitions, IExecutionStatistics statistics) : Grain, IDashboardGrain
{
    // The storage keeps no time finer than this.
    private static readonly TimeSpan Finest = TimeSpan.FromMicroseconds(1);

    public Task<Reply<ImmutableArray<StatusCount>>> CountWorkflowsAsync() => StorageCalls.RunAsync<ImmutableArray<StatusCount>>(async () =>
        Counts(await definitions.CountWorkflowsAsync(Tenants.Default)));

    public Task<Reply<ImmutableArray<StatusCount>>> CountExecutionsAsync(DateTimeOffset? from, DateTimeOffset? to) =>
        StorageCalls.RunAsync<ImmutableArray<StatusCount>>(async () => Counts(await statistics.CountAsync(
            Tenants.Default, from, to < DateTimeOffset.MaxValue - Finest ? to + Finest : null)));

    public Task<Reply<ImmutableArray<TimeseriesBucket>>> TimeseriesAsync(TimeseriesRequest request) =>
        StorageCalls.RunAsync<ImmutableArray<TimeseriesBucket>>(async () =>
        {
            var level = Enum.Parse<RollupLevel>(request.Bucket, ignoreCase: true);
            var (from, to) = (level.Floor(request.From), level.Ceiling(request.To));
            var cells = (await statistics.SeriesAsync(Tenants.Default, level, from, to)).ToLookup(c => c.Bucket);
            var buckets = ImmutableArray.CreateBuilder<TimeseriesBucket>();
            for (var start = from; start < to; start += level.Length())
            {
                buckets.Add(Bucket(start, [.. cells[start]]));
            }

            return buckets.ToImmutable();
        });

    private static TimeseriesBucket Bucket(DateTimeOffset start, StatisticsCell[] cells)
    {
        var durations = cells
            .Where(c => c.DurationClass is not null)
            .GroupBy(c => c.DurationClass!.Value, (durationClass, of) => (Class: durationClass, Count: of.Sum(c => c.Executions)))
            .OrderBy(d => d.Class)
            .ToArray();
        return new TimeseriesBucket
        {
            Start = start,
            Counts = Counts(cells.GroupBy(c => c.Status).ToDictionary(g => g.Key, g => g.Sum(c => c.Executions), StringComparer.Ordinal)),
            P50Ms = Percentile(durations, 0.50),
            P95Ms = Percentile(durations, 0.95),
            P99Ms = Percentile(durations, 0.99),
        };
    }

    // The nearest rank: the duration within which at least that part of them ended.
    private static double? Percentile((int Class, long Count)[] durations, double part)
    {
        var rank = (long)Math.Ceiling(durations.Sum(d => d.Count) * part);
        foreach (var (durationClass, count) in durations)
        {
            rank -= count;
            if (rank <= 0)
            {
                return DurationClass.ToMilliseconds(durationClass);
            }
        }

        return null;
    }

    private static ImmutableArray<StatusCount> Counts(IReadOnlyDictionary<string, long> counts) =>
        [.. counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => new StatusCount(c.Key, c.Value))];
}
