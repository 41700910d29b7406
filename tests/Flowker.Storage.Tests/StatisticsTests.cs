using Flowker.Storage.Sql;
using Flowker.Storage.Statistics;

namespace Flowker.Storage.Tests;

/// <summary>Counts of executions: exact at every moment, and without reading the executions one by one.</summary>
public sealed class StatisticsTests
{
    private const int Many = 300_000;

    private static readonly string[] Statuses = ["completed", "failed", "cancelled", "running", "pending"];

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Every_range_counts_what_started_in_it_however_much_is_counted_already(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var random = new Random(20_260_501);
        List<(DateTimeOffset StartedAt, string Status)> all = [];
        for (var i = 0; i < 120; i++)
        {
            var start = Rows.Start(at: Rows.Noon.AddSeconds(random.Next(3 * 86_400)).AddMicroseconds(random.Next(2)), status: "pending");
            await store.Journal.AppendAsync(start);
            var status = Statuses[random.Next(Statuses.Length)];
            await store.Journal.AppendAsync(start.Next(s => s with
            {
                Status = status,
                CompletedAt = status is "running" or "pending" ? null : start.Start!.StartedAt.AddMilliseconds(random.Next(1, 90_000)),
            }));
            all.Add((start.Start!.StartedAt, status));
            if (i % 40 == 20)
            {
                await store.Statistics.RollUpAsync(10);
            }
        }

        for (var i = 0; i < 60; i++)
        {
            var from = i % 7 == 0 ? (DateTimeOffset?)null : all[random.Next(all.Count)].StartedAt.AddMicroseconds(random.Next(-1, 2));
            var to = i % 5 == 0 ? (DateTimeOffset?)null : all[random.Next(all.Count)].StartedAt.AddMicroseconds(random.Next(-1, 2));
            var expected = all
                .Where(e => (from is null || e.StartedAt >= from) && (to is null || e.StartedAt < to))
                .CountBy(e => e.Status)
                .ToDictionary(c => c.Key, c => (long)c.Value);
            var counted = await store.Statistics.CountAsync("default", from, to);
            Assert.Equal(expected.OrderBy(c => c.Key), counted.OrderBy(c => c.Key));
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_series_tells_what_each_bucket_holds_and_how_long_it_took(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        foreach (var (minute, status, milliseconds) in new[] { (0, "completed", 100), (0, "completed", 40_000), (1, "failed", 5), (61, "running", 0), (61, "completed", 7) })
        {
            var start = Rows.Start(at: Rows.Noon.AddMinutes(minute).AddSeconds(59));
            await store.Journal.AppendAsync(start);
            if (status != "running")
            {
                await store.Journal.AppendAsync(start.Next(s => s with { Status = status, CompletedAt = start.Start!.StartedAt.AddMilliseconds(milliseconds) }));
            }

            await store.Statistics.RollUpAsync(minute == 61 ? 0 : 1);
        }

        var minutes = await store.Statistics.SeriesAsync("default", RollupLevel.Minute, Rows.Noon, Rows.Noon.AddMinutes(62));
        Assert.Equal(
            [(0, "completed", 100), (0, "completed", 40_000), (1, "failed", 5), (61, "completed", 7), (61, "running", -1)],
            minutes.OrderBy(c => c.Bucket).ThenBy(c => c.Status).ThenBy(c => c.DurationClass).Select(c => (
                (int)(c.Bucket - Rows.Noon).TotalMinutes, c.Status, Near(c, 5, 7, 100, 40_000))));
        var hours = await store.Statistics.SeriesAsync("default", RollupLevel.Hour, Rows.Noon, Rows.Noon.AddHours(1));
        Assert.Equal((3, 1), (hours.Sum(c => c.Executions), hours.Select(c => c.Bucket).Distinct().Count()));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Two_processes_count_each_end_once(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await using var other = await store.OpenAgainAsync();
        await store.RunAsync(ManyEnded(backend, 2_000));
        var counted = await Task.WhenAll(new[] { store, other, store, other }.Select(async s =>
        {
            var count = 0;
            while (await s.Statistics.RollUpAsync(100) is var n and > 0)
            {
                count += n;
            }

            return count;
        }));
        Assert.Equal(2_000, counted.Sum());
        Assert.Equal(2_000, (await store.Statistics.CountAsync("default", null, null)).Values.Sum());
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Among_very_many_executions_no_count_reads_the_table(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await store.RunAsync(ManyEnded(backend, Many));
        var open = Rows.Start(status: "running");
        await store.Journal.AppendAsync(open);
        while (await store.Statistics.RollUpAsync(100_000) > 0)
        {
        }

        if (backend is Backend.Postgres)
        {
            await store.RunAsync("analyze");
        }

        var counts = await store.Statistics.CountAsync("default", null, null);
        Assert.Equal((Many / 10, Many - (Many / 10), 1), (counts["failed"], counts["completed"], counts["running"]));
        var ranges = RollupRanges.Of(Rows.Noon.AddSeconds(30), Rows.Noon.AddMinutes(200));
        Assert.InRange((await store.Statistics.CountAsync("default", Rows.Noon.AddSeconds(30), Rows.Noon.AddMinutes(200))).Values.Sum(), Many / 2, Many);
        foreach (var shape in new[] { RollupRanges.Of(null, null), ranges })
        {
            var plan = await store.PlanAsync(SqlExecutionStatistics.CountSql(shape), c => SqlExecutionStatistics.BindRanges(c.With("tenant", "default"), shape));
            Assert.Contains("execution_rollups", plan, StringComparison.Ordinal);
            Assert.DoesNotMatch("(?m)(Seq Scan on executions\\b|SCAN executions *$|SEARCH executions USING INDEX executions_by_start \\(tenant=\\?\\)|executions_by_end)", plan);
        }
    }

    // Evenly over five hours, one in ten failed.
    private static string ManyEnded(Backend backend, int count)
    {
        var (id, empty, numbers) = backend is Backend.Postgres
            ? ("gen_random_uuid()", "''::bytea", $"generate_series(1, {count}) as n")
            : ("printf('%032X', n)", "x''", $"(with recursive t(n) as (select 1 union all select n + 1 from t where n < {count}) select n from t)");
        string Time(string seconds) => backend is Backend.Postgres
            ? $"timestamptz '2026-05-01 12:00:00+00' + make_interval(secs => {seconds})"
            : $"datetime('2026-05-01 12:00:00', '+' || ({seconds}) || ' seconds')";
        return $"""
            insert into executions (id, tenant, workflow_id, definition_hash, fingerprint, version, status, started_at, total_steps, current_step, completed_at)
            select {id}, 'default', {id}, 'h', {empty}, 2, case when n % 10 = 0 then 'failed' else 'completed' end,
                {Time($"n * {18_000.0 / count}")}, 1, 1, {Time($"n * {18_000.0 / count} + 1")}
            from {numbers};
            insert into execution_ends (tenant, started_at, completed_at, status)
            select tenant, started_at, completed_at, status from executions where completed_at is not null
            """;
    }

    private static int Near(StatisticsCell cell, params int[] milliseconds) => cell.DurationClass is not { } durationClass
        ? -1
        : milliseconds.Single(m => Math.Abs(DurationClass.ToMilliseconds(durationClass) / m - 1) <= 0.05);
}
