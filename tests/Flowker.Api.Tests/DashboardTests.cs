using System.Globalization;
using System.Net;

namespace Flowker.Api.Tests;

/// <summary>Dashboards: what they count, and what they ask of their query.</summary>
public abstract class DashboardTests(Service service)
{
    [Fact]
    public async Task Workflows_are_counted_by_status()
    {
        var before = (await service.GetAsync("/v1/dashboards/workflows/summary")).Json;
        await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(Workflows.JustOutput, Workflows.JustOutputEdges));
        var after = (await service.GetAsync("/v1/dashboards/workflows/summary")).Json;
        Assert.Equal(((long)before["total"]! + 2, (long)before["active"]! + 1), ((long)after["total"]!, (long)after["active"]!));
        Assert.Equal((long)after["total"]!, after["byStatus"]!.AsArray().Sum(s => (long)s!["count"]!));
    }

    [Fact]
    public async Task Executions_are_counted_at_once_and_by_when_they_started()
    {
        var from = DateTimeOffset.UtcNow;
        var good = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var bad = await service.ActivateAsync(Workflows.OneCall("\"path\":\"/status/422\""), Workflows.OneCallEdges);
        var waits = await service.ActivateAsync(
            Workflows.OneCall("\"path\":\"/status/503\",\"retry\":{\"maxAttempts\":2,\"initialIntervalMs\":600000,\"maxIntervalMs\":600000}"), Workflows.OneCallEdges);
        foreach (var workflow in new[] { good, good, good, bad })
        {
            await service.ResultsAsync((string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!);
        }

        var open = (string)(await service.StartAsync(waits, Guid.NewGuid().ToString())).Json["executionId"]!;
        var range = $"startTime={Text(from)}&endTime={Text(DateTimeOffset.UtcNow)}";
        Assert.Equal(
            """{"total":5,"completed":3,"failed":1,"cancelled":0,"pending":0,"running":1}""",
            (await service.GetAsync($"/v1/dashboards/executions?{range}")).Text.Replace("\"pending\":1,\"running\":0", "\"pending\":0,\"running\":1", StringComparison.Ordinal));
        Assert.Equal("""{"total":1,"completed":0,"failed":1,"cancelled":0,"pending":0,"running":0}""",
            (await service.GetAsync($"/v1/dashboards/executions?{range}&status=failed")).Text);
        Assert.Equal(0, (int)(await service.GetAsync($"/v1/dashboards/executions?endTime={Text(from.AddDays(-1))}")).Json["total"]!);

        // Both ends of the range are within it.
        var startedAt = (string)(await service.GetAsync($"/v1/executions/{open}")).Json["startedAt"]!;
        Assert.Equal(1, (int)(await service.GetAsync($"/v1/dashboards/executions?startTime={startedAt}&endTime={startedAt}")).Json["total"]!);
    }

    [Theory]
    [InlineData("minute")]
    [InlineData("hour")]
    [InlineData("day")]
    public async Task A_series_tells_counts_failure_rate_and_durations_of_each_bucket(string bucket)
    {
        var from = DateTimeOffset.UtcNow;
        var good = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        await service.ResultsAsync((string)(await service.StartAsync(good, Guid.NewGuid().ToString())).Json["executionId"]!);
        var series = await service.GetAsync($"/v1/dashboards/executions/timeseries?bucket={bucket}&startTime={Text(from)}&endTime={Text(DateTimeOffset.UtcNow)}");
        Assert.Equal((HttpStatusCode.OK, bucket), (series.Status, (string?)series.Json["bucket"]));
        var full = series.Json["items"]!.AsArray().Last(i => (long)i!["counts"]!["total"]! > 0)!;
        Assert.InRange((double)full["failureRate"]!, 0, 1);
        Assert.InRange((double)full["durationMs"]!["p50"]!, 0.0001, (double)full["durationMs"]!["p99"]!);
        Assert.Equal(0, (DateTimeOffset.Parse((string)full["startTime"]!, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch).Ticks % TimeSpan.TicksPerMinute);
    }

    [Fact]
    public async Task A_series_without_bounds_is_the_last_day_by_the_hour_and_empty_buckets_are_there()
    {
        var series = await service.GetAsync("/v1/dashboards/executions/timeseries");
        Assert.Equal(("hour", 24), ((string?)series.Json["bucket"], series.Json["items"]!.AsArray().Count));
        var empty = (await service.GetAsync("/v1/dashboards/executions/timeseries?bucket=day&startTime=2001-01-01T00:00:00Z&endTime=2001-01-03T00:00:00Z")).Json["items"]!.AsArray();
        Assert.Equal(["2001-01-01T00:00:00Z", "2001-01-02T00:00:00Z", "2001-01-03T00:00:00Z"], empty.Select(i => (string?)i!["startTime"]));
        Assert.Null(empty[0]!["failureRate"]);
    }

    [Theory]
    [InlineData("/v1/dashboards/executions?startTime=yesterday")]
    [InlineData("/v1/dashboards/executions?endTime=2026-01-01")]
    [InlineData("/v1/dashboards/executions?startTime=2026-01-02T00:00:00Z&endTime=2026-01-01T00:00:00Z")]
    [InlineData("/v1/dashboards/executions?status=lost")]
    [InlineData("/v1/dashboards/executions/timeseries?bucket=week")]
    [InlineData("/v1/dashboards/executions/timeseries?startTime=soon")]
    [InlineData("/v1/dashboards/executions/timeseries?bucket=minute&startTime=2026-01-01T00:00:00Z&endTime=2026-01-03T00:00:00Z")]
    public async Task A_faulty_query_is_400(string path) => (await service.GetAsync(path)).Is(400, "FLK-0302");

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    public async Task The_ends_of_time_overflow_nothing(string from, string to)
    {
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"/v1/dashboards/executions?startTime={from}&endTime={to}")).Status);
        Assert.InRange((int)(await service.GetAsync($"/v1/dashboards/executions/timeseries?bucket=day&startTime={from}&endTime={to}")).Status, 200, 400);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"/v1/dashboards/executions/timeseries?bucket=day&endTime={from}")).Status);
        Assert.InRange((int)(await service.GetAsync($"/v1/dashboards/executions/timeseries?bucket=day&startTime={to}")).Status, 200, 400);
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

public sealed class DashboardTestsOnSqlite(Service service) : DashboardTests(service), IClassFixture<Service>;

public sealed class DashboardTestsOnPostgres(PostgresService service) : DashboardTests(service), IClassFixture<PostgresService>;
