using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Dashboards;

namespace Flowker.Api.Endpoints;

/// <summary>Counts for dashboards. Source: <c>spec/reference-api.md</c>, 5.7.</summary>
internal static class DashboardEndpoints
{
    private static readonly string[] Statuses = ["pending", "running", "completed", "failed", "cancelled"];

    public static void MapDashboards(this IEndpointRouteBuilder routes)
    {
        var dashboards = routes.MapGroup("/v1/dashboards").WithTags("Dashboard API").Needs(Roles.Viewer);
        dashboards.MapRead("/workflows/summary", WorkflowsAsync)
            .Describes("getWorkflowSummary", "Count Workflows", "All workflows, by status.")
            .Gives<WorkflowSummaryResponse>().TakesNoOtherQuery();
        dashboards.MapRead("/executions", ExecutionsAsync)
            .Describes("getExecutionCounts", "Count Executions", "By status.")
            .Query("startTime", "date-time", "Only those that started then or later.")
            .Query("endTime", "date-time", "Only those that started then or before.")
            .Query("status", "Only those with this status.", Statuses)
            .Gives<ExecutionCountsResponse>().Refuses("FLK-0302");
        dashboards.MapRead("/executions/timeseries", TimeseriesAsync)
            .Describes("getExecutionTimeseries", "Chart Executions", "Counts, failure rate and durations, by the time at which executions started.")
            .Query("bucket", "How long a bucket is.", "minute", "hour", "day")
            .Query("startTime", "date-time", "The bucket of then is the first.")
            .Query("endTime", "date-time", "The bucket of then is the last.")
            .Gives<TimeseriesResponse>().Refuses("FLK-0302");
    }

    private static async Task<IResult> WorkflowsAsync(IGrainFactory grains)
    {
        var counts = await grains.GetGrain<IDashboardGrain>(0).CountWorkflowsAsync();
        return counts.Ok ? ApiJson.Ok(WorkflowSummaryResponse.Of(counts.Value)) : ErrorResults.Error(counts.Fault);
    }

    private static async Task<IResult> ExecutionsAsync(HttpContext http, IGrainFactory grains)
    {
        var query = http.Request.Query;
        var (from, to, refusal) = Times.Range(query, "startTime", "endTime", "FLK-0302");
        if (refusal is not null)
        {
            return refusal;
        }

        var status = ListQuery.First(query, "status");
        if (status is not null && !Statuses.Contains(status))
        {
            return ErrorResults.Error("FLK-0302", $"status must be one of {string.Join(", ", Statuses)}.");
        }

        var counts = await grains.GetGrain<IDashboardGrain>(0).CountExecutionsAsync(from, to);
        return counts.Ok
            ? ApiJson.Ok(ExecutionCountsResponse.Of(counts.Value.Where(c => status is null || c.Status == status)))
            : ErrorResults.Error(counts.Fault);
    }

    private static async Task<IResult> TimeseriesAsync(HttpContext http, IGrainFactory grains, TimeProvider time)
    {
        var (request, refusal) = TimeseriesQuery.Read(http.Request.Query, time.GetUtcNow());
        if (request is null)
        {
            return refusal!;
        }

        var buckets = await grains.GetGrain<IDashboardGrain>(0).TimeseriesAsync(request);
        return buckets.Ok ? ApiJson.Ok(TimeseriesResponse.Of(request.Bucket, buckets.Value)) : ErrorResults.Error(buckets.Fault);
    }
}
