using Flowker.Storage.Queries;

namespace Flowker.Storage.Tests;

/// <summary>The contract of the reads of executions, on both databases.</summary>
public sealed class ExecutionQueryTests
{
    [Theory]
    [InlineData(Backend.Sqlite, false)]
    [InlineData(Backend.Sqlite, true)]
    [InlineData(Backend.Postgres, false)]
    [InlineData(Backend.Postgres, true)]
    public async Task Pages_by_start_show_every_row_once_also_with_equal_times(Backend backend, bool ascending)
    {
        await using var store = await Store.CreateAsync(backend);
        var times = Enumerable.Range(0, 25).Select(i => Rows.Noon.AddMilliseconds(i / 5 * 0.5)).ToArray();
        await Task.WhenAll(times.Select(t => store.Journal.AppendAsync(Rows.Start(at: t))));
        var rows = await PagesAsync(store, ascending, byCompletedAt: false);
        Assert.Equal(25, rows.Select(r => r.ExecutionId).Distinct().Count());
        var inOrder = ascending ? rows.OrderBy(r => r.StartedAt) : rows.OrderByDescending(r => r.StartedAt);
        Assert.Equal(inOrder.Select(r => r.StartedAt), rows.Select(r => r.StartedAt));
    }

    [Theory]
    [InlineData(Backend.Sqlite, false)]
    [InlineData(Backend.Sqlite, true)]
    [InlineData(Backend.Postgres, false)]
    [InlineData(Backend.Postgres, true)]
    public async Task Pages_by_end_show_what_has_not_ended_last(Backend backend, bool ascending)
    {
        await using var store = await Store.CreateAsync(backend);
        foreach (var i in Enumerable.Range(0, 20))
        {
            var start = Rows.Start(at: Rows.Noon.AddSeconds(i));
            await store.Journal.AppendAsync(start);
            if (i % 2 == 0)
            {
                await store.Journal.AppendAsync(start.Next(s => s with { Status = "completed", CompletedAt = Rows.Noon.AddMinutes(i % 4), Owner = null }));
            }
        }

        var rows = await PagesAsync(store, ascending, byCompletedAt: true);
        Assert.Equal(20, rows.Select(r => r.ExecutionId).Distinct().Count());
        var ended = rows.Take(10).Select(r => r.Summary.CompletedAt!.Value).ToArray();
        Assert.Equal(ascending ? ended.Order() : ended.OrderDescending(), ended);
        Assert.All(rows.Skip(10), r => Assert.Null(r.Summary.CompletedAt));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Filters_hold_together(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var done = Rows.Start();
        await store.Journal.AppendAsync(done);
        var open = Rows.Start();
        await store.Journal.AppendAsync(open);
        await store.Journal.AppendAsync(done.Next(s => s with { Status = "completed", CompletedAt = Rows.Noon }));
        Assert.Equal([open.ExecutionId], (await ListAsync(store, f => f with { Status = "running" })).Select(r => r.ExecutionId));
        Assert.Equal([open.ExecutionId], (await ListAsync(store, f => f with { Status = "running", ByCompletedAt = true })).Select(r => r.ExecutionId));
        Assert.Empty(await ListAsync(store, f => f with { Status = "pending" }));
        Assert.Equal([done.ExecutionId], (await ListAsync(store, f => f with { Status = "completed" })).Select(r => r.ExecutionId));
        Assert.Equal(2, (await ListAsync(store, f => f with { WorkflowId = Rows.Workflow })).Count);
        Assert.Empty(await ListAsync(store, f => f with { WorkflowId = Guid.NewGuid() }));
        Assert.Empty(await ListAsync(store, f => f with { Tenant = "other" }));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Two_silos_that_claim_at_once_never_take_the_same(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await using var other = await store.OpenAgainAsync();
        var lost = Enumerable.Range(0, 100).Select(_ => Rows.Start(owner: "dead")).ToArray();
        var living = Rows.Start(owner: "silo-1");
        var ended = Rows.Start(owner: "dead", status: "completed");
        await Task.WhenAll(lost.Append(living).Append(ended).Select(s => store.Journal.AppendAsync(s)));
        var claims = await Task.WhenAll(
            store.Executions.ClaimAbandonedAsync(["silo-1", "silo-2"], "silo-1", 60),
            other.Executions.ClaimAbandonedAsync(["silo-1", "silo-2"], "silo-2", 60));
        Assert.Empty(claims[0].Intersect(claims[1]));
        var rest = await store.Executions.ClaimAbandonedAsync(["silo-1", "silo-2"], "silo-1", 1_000);
        Assert.Equal(lost.Select(s => s.ExecutionId).Order(), claims[0].Concat(claims[1]).Concat(rest).Order());
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Abandoned_is_what_has_neither_a_living_owner_nor_a_wake_up(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var lost = Rows.Start(owner: "dead");
        var older = Rows.Start(owner: "dead", at: Rows.Noon.AddMinutes(-1));
        var waits = Rows.Start(owner: "dead");
        await Task.WhenAll(new[] { lost, older, waits, Rows.Start(), Rows.Start(owner: "dead", status: "failed") }
            .Select(s => store.Journal.AppendAsync(s)));
        await store.Journal.AppendAsync(waits.Next(s => s with { DueAt = Rows.Noon }));
        var found = await store.Executions.FindAbandonedAsync(["silo-1", "silo-2"], limit: 10);
        Assert.Equal((4, 2), (found.Open, found.Abandoned));
        Assert.Equal([older.ExecutionId, lost.ExecutionId], found.Oldest.Select(r => r.ExecutionId));
        Assert.Equal(older.ExecutionId, Assert.Single((await store.Executions.FindAbandonedAsync(["silo-1"], limit: 1)).Oldest).ExecutionId);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Open_executions_of_an_owner_are_listed_by_id(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var mine = Enumerable.Range(0, 5).Select(_ => Rows.Start()).ToArray();
        await Task.WhenAll(mine.Append(Rows.Start(owner: "silo-2")).Append(Rows.Start(status: "failed")).Select(s => store.Journal.AppendAsync(s)));
        var first = await store.Executions.ListOpenAsync("silo-1", null, 3);
        var second = await store.Executions.ListOpenAsync("silo-1", first[^1], 3);
        Assert.Equal(mine.Select(s => s.ExecutionId).ToHashSet(), first.Concat(second).ToHashSet());
        Assert.Equal(5, first.Count + second.Count);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_is_due_is_found(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start();
        await store.Journal.AppendAsync(start);
        await store.Journal.AppendAsync(start.Next(s => s with { DueAt = Rows.Noon, WaitingOn = "[]" }));
        Assert.Empty(await store.Executions.ListDueAsync("silo-1", Rows.Noon.AddMilliseconds(-1), 10));
        Assert.Equal([start.ExecutionId], await store.Executions.ListDueAsync("silo-1", Rows.Noon, 10));
    }

    private static async Task<List<ExecutionRow>> PagesAsync(Store store, bool ascending, bool byCompletedAt)
    {
        List<ExecutionRow> rows = [];
        while (true)
        {
            var last = rows.LastOrDefault();
            var page = await ListAsync(store, f => f with
            {
                Ascending = ascending,
                ByCompletedAt = byCompletedAt,
                Limit = 4,
                AfterId = last?.ExecutionId,
                AfterValue = byCompletedAt ? last?.Summary.CompletedAt : last?.StartedAt,
            });
            rows.AddRange(page);
            if (page.Count < 4)
            {
                return rows;
            }
        }
    }

    private static Task<IReadOnlyList<ExecutionRow>> ListAsync(Store store, Func<ExecutionFilter, ExecutionFilter> filter) =>
        store.Executions.ListAsync(filter(new ExecutionFilter { Tenant = "default", Limit = 100 }));
}
