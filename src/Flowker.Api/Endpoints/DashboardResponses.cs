using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces.Dashboards;

namespace Flowker.Api.Endpoints;

/// <summary>Workflows by status; only statuses that occur. Source: <c>spec/reference-api.md</c>, 5.7.</summary>
[SchemaName("WorkflowSummaryOutput")]
internal sealed record WorkflowSummaryResponse(long Total, long Active, IReadOnlyList<StatusCountResponse> ByStatus)
{
    public static WorkflowSummaryResponse Of(IReadOnlyCollection<StatusCount> counts) => new(
        counts.Sum(c => c.Count),
        counts.Where(c => c.Status == "active").Sum(c => c.Count),
        [.. counts.Select(c => new StatusCountResponse(c.Status, c.Count))]);
}

[SchemaName("StatusCount")]
internal sealed record StatusCountResponse(string Status, long Count);

/// <summary>Executions by status.</summary>
[SchemaName("ExecutionSummaryOutput")]
internal record ExecutionCountsResponse(long Total, long Completed, long Failed, long Cancelled, long Pending, long Running)
{
    public static ExecutionCountsResponse Of(IEnumerable<StatusCount> counts)
    {
        var byStatus = counts.ToDictionary(c => c.Status, c => c.Count, StringComparer.Ordinal);
        long Of(string status) => byStatus.GetValueOrDefault(status);
        return new ExecutionCountsResponse(
            byStatus.Values.Sum(), Of("completed"), Of("failed"), Of("cancelled"), Of("pending"), Of("running"));
    }
}

/// <summary>Executions by the time at which they started.</summary>
[SchemaName("TimeseriesOutput")]
internal sealed record TimeseriesResponse(string Bucket, IReadOnlyList<TimeseriesItemResponse> Items)
{
    public static TimeseriesResponse Of(string bucket, IEnumerable<TimeseriesBucket> buckets) =>
        new(bucket, [.. buckets.Select(TimeseriesItemResponse.Of)]);
}

/// <summary>
/// One bucket. <see cref="FailureRate"/> is the part of those that failed among those that completed or failed;
/// <see cref="DurationMs"/> is of those that ended. Both are left out when there are none.
/// </summary>
[SchemaName("TimeseriesItem")]
internal sealed record TimeseriesItemResponse(
    DateTime StartTime, ExecutionCountsResponse Counts, double? FailureRate, DurationResponse? DurationMs)
{
    public static TimeseriesItemResponse Of(TimeseriesBucket bucket)
    {
        var counts = ExecutionCountsResponse.Of(bucket.Counts);
        var decided = counts.Completed + counts.Failed;
        return new TimeseriesItemResponse(
            bucket.Start.UtcDateTime,
            counts,
            decided == 0 ? null : (double)counts.Failed / decided,
            bucket is { P50Ms: { } p50, P95Ms: { } p95, P99Ms: { } p99 } ? new DurationResponse(Round(p50), Round(p95), Round(p99)) : null);
    }

    // Three digits are more than is known of it.
    private static double Round(double milliseconds) =>
        milliseconds <= 0 ? 0 : Math.Round(milliseconds, Math.Clamp(2 - (int)Math.Floor(Math.Log10(milliseconds)), 0, 6));
}

/// <summary>Milliseconds, within 5 %.</summary>
[SchemaName("Durations")]
internal sealed record DurationResponse(double P50, double P95, double P99);
