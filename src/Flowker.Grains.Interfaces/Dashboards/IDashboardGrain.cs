using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Dashboards;

/// <summary>Counts for dashboards, from maintained counters. Grain key: 0; any silo answers. Source: <c>spec/reference-api.md</c>, 5.7.</summary>
[Alias("flowker.dashboard"), Version(1), Repeatable]
public interface IDashboardGrain : IGrainWithIntegerKey
{
    [Alias("workflows")]
    Task<Reply<ImmutableArray<StatusCount>>> CountWorkflowsAsync();

    /// <summary>Executions by status, of those started in the range; both ends are inclusive, null is open.</summary>
    [Alias("executions")]
    Task<Reply<ImmutableArray<StatusCount>>> CountExecutionsAsync(DateTimeOffset? from, DateTimeOffset? to);

    /// <summary>Per bucket of start times: counts, and the durations of those that ended.</summary>
    [Alias("timeseries")]
    Task<Reply<ImmutableArray<TimeseriesBucket>>> TimeseriesAsync(TimeseriesRequest request);
}

[GenerateSerializer, Immutable, Alias("flowker.status-count")]
public sealed record StatusCount([property: Id(0)] string Status, [property: Id(1)] long Count);

/// <summary><see cref="Bucket"/> is <c>minute</c>, <c>hour</c> or <c>day</c> (UTC); the range covers whole buckets.</summary>
[GenerateSerializer, Immutable, Alias("flowker.timeseries-request")]
public sealed record TimeseriesRequest(
    [property: Id(0)] string Bucket, [property: Id(1)] DateTimeOffset From, [property: Id(2)] DateTimeOffset To);

/// <summary>One bucket. Durations in milliseconds, within 5 %; null when nothing in it has ended.</summary>
[GenerateSerializer, Immutable, Alias("flowker.timeseries-bucket")]
public sealed record TimeseriesBucket
{
    [Id(0)] public required DateTimeOffset Start { get; init; }

    [Id(1)] public required ImmutableArray<StatusCount> Counts { get; init; }

    [Id(2)] public double? P50Ms { get; init; }

    [Id(3)] public double? P95Ms { get; init; }

    [Id(4)] public double? P99Ms { get; init; }
}
