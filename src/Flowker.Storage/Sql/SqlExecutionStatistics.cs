using System.Data.Common;
using System.Globalization;
using System.Text;
using Flowker.Storage.Statistics;

namespace Flowker.Storage.Sql;

/// <summary>Counts of executions, in SQL that both databases understand. Each answer is one statement, and so of one moment.</summary>
internal sealed class SqlExecutionStatistics(FlowkerDatabase database) : IExecutionStatistics
{
    // The tenant is hidden from the planner: what is open is found by the small index of what is open, not by start.
    private const string OpenOnes = "executions where status in ('pending', 'running') and coalesce(tenant, '') = @tenant";

    public Task<IReadOnlyDictionary<string, long>> CountAsync(
        string tenant, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken = default)
    {
        var ranges = RollupRanges.Of(from, to);
        return database.ReadAsync<IReadOnlyDictionary<string, long>>(
            async (connection, token) =>
            {
                await using var command = connection.Command(CountSql(ranges)).With("tenant", tenant);
                BindRanges(command, ranges);
                var counts = await command.ListAsync(r => (Status: r.GetString(0), Count: r.GetInt64(1)), token).ConfigureAwait(false);
                return counts.Where(c => c.Count > 0).ToDictionary(c => c.Status, c => c.Count, StringComparer.Ordinal);
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<StatisticsCell>> SeriesAsync(
        string tenant, RollupLevel level, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<StatisticsCell>>(
            async (connection, token) =>
            {
                await using var command = connection
                    .Command(
                        $"""
                         select bucket, status, duration_class, executions, null as completed_at from execution_rollups
                         where tenant = @tenant and level = @level and bucket >= @from and bucket < @to
                         union all select started_at, status, -1, 1, completed_at from execution_ends
                         where tenant = @tenant and started_at >= @from and started_at < @to
                         union all select {database.MinuteOf("started_at")}, status, -1, count(*), null from {OpenOnes}
                         and started_at >= @from and started_at < @to group by 1, 2
                         """)
                    .With("tenant", tenant).With("level", level.Name()).With("from", from).With("to", to);
                return await command.ListAsync(r => Cell(r, level), token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<int> RollUpAsync(int limit, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var take = connection
                    .Command(
                        $"""
                         delete from execution_ends where id in (select id from execution_ends order by id limit @limit {database.ClaimLock})
                         returning tenant, started_at, completed_at, status
                         """,
                        transaction)
                    .With("limit", limit);
                var ends = await take.ListAsync(
                    r => (Tenant: r.GetString(0), StartedAt: r.Time(1), Duration: r.Time(2) - r.Time(1), Status: r.GetString(3)), token).ConfigureAwait(false);
                var groups = ends
                    .SelectMany(e => Enum.GetValues<RollupLevel>().Select(level =>
                        (e.Tenant, Level: level.Name(), Bucket: level.Floor(e.StartedAt), e.Status, Class: DurationClass.Of(e.Duration))))
                    .CountBy(g => g)
                    // In one order, so that two processes never wait for each other.
                    .OrderBy(g => g.Key);
                foreach (var (group, count) in groups)
                {
                    await using var add = connection
                        .Command(
                            """
                            insert into execution_rollups (tenant, level, bucket, status, duration_class, executions)
                            values (@tenant, @level, @bucket, @status, @class, @count)
                            on conflict (tenant, level, bucket, status, duration_class)
                            do update set executions = execution_rollups.executions + excluded.executions
                            """,
                            transaction)
                        .With("tenant", group.Tenant).With("level", group.Level).With("bucket", group.Bucket)
                        .With("status", group.Status).With("class", group.Class).With("count", (long)count);
                    await add.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                }

                return (ends.Count > 0, ends.Count);
            },
            cancellationToken);

    internal static string CountSql(RollupRanges ranges)
    {
        var sql = new StringBuilder("select status, cast(sum(executions) as bigint) from (select status, count(*) as executions from ");
        sql.Append(OpenOnes).Append(" and started_at >= @from and started_at < @to group by status");
        if (ranges.WholeFrom < ranges.WholeTo)
        {
            sql.Append(
                """
                 union all select status, count(*) from execution_ends
                where tenant = @tenant and started_at >= @wholeFrom and started_at < @wholeTo group by status
                """);
        }

        for (var i = 0; i < ranges.Buckets.Count; i++)
        {
            sql.Append(CultureInfo.InvariantCulture,
                $"""
                  union all select status, sum(executions) from execution_rollups
                 where tenant = @tenant and level = '{ranges.Buckets[i].Level.Name()}' and bucket >= @bucketFrom{i} and bucket < @bucketTo{i} group by status
                 """);
        }

        for (var i = 0; i < ranges.Edges.Count; i++)
        {
            sql.Append(CultureInfo.InvariantCulture,
                $"""
                  union all select status, count(*) from executions
                 where tenant = @tenant and completed_at is not null and started_at >= @edgeFrom{i} and started_at < @edgeTo{i} group by status
                 """);
        }

        return sql.Append(") as parts group by status").ToString();
    }

    internal static void BindRanges(DbCommand command, RollupRanges ranges)
    {
        var (from, to) = (ranges.WholeFrom, ranges.WholeTo);
        foreach (var (edgeFrom, edgeTo) in ranges.Edges)
        {
            (from, to) = (edgeFrom < from ? edgeFrom : from, edgeTo > to ? edgeTo : to);
        }

        command.With("from", from).With("to", to);
        if (ranges.WholeFrom < ranges.WholeTo)
        {
            command.With("wholeFrom", ranges.WholeFrom).With("wholeTo", ranges.WholeTo);
        }

        foreach (var (range, i) in ranges.Buckets.Select((range, i) => (range, i)))
        {
            command.With(Name("bucketFrom", i), range.From).With(Name("bucketTo", i), range.To);
        }

        foreach (var (range, i) in ranges.Edges.Select((range, i) => (range, i)))
        {
            command.With(Name("edgeFrom", i), range.From).With(Name("edgeTo", i), range.To);
        }
    }

    private static StatisticsCell Cell(DbDataReader row, RollupLevel level)
    {
        var (time, completedAt, durationClass) = (row.Time(0), row.TimeOrNull(4), row.GetInt32(2));
        return new StatisticsCell(
            level.Floor(time),
            row.GetString(1),
            completedAt is { } end ? DurationClass.Of(end - time) : durationClass < 0 ? null : durationClass,
            row.GetInt64(3));
    }

    private static string Name(string name, int i) => string.Create(CultureInfo.InvariantCulture, $"{name}{i}");
}
