using Flowker.Storage.Audit;
using Flowker.Storage.Journal;

namespace Flowker.Storage.Tests;

/// <summary>The contract of retention, on both databases.</summary>
public sealed class RetentionTests
{
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_ended_before_goes_with_its_events_and_its_key_and_leaves_an_audit_event(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var old = await EndedAsync(store, "old", Rows.Noon.AddDays(-31));
        Assert.Equal(1, await DeleteAsync(store, Rows.Noon.AddDays(-30)));

        Assert.Null(await store.Executions.GetAsync(old));
        Assert.Empty(await store.Journal.ReadAsync(old));
        Assert.Null(await store.Executions.GetByKeyAsync("default", "old"));
        Assert.Equal(["EXECUTION_STARTED", "EXECUTION_DELETED"], (await store.Audit.ListByResourceAsync("execution", old.ToString(), 10)).Select(e => e.EventType));
        Assert.Equal(AppendOutcome.Committed, (await store.Journal.AppendAsync(Rows.Start(key: "old"))).Outcome);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_is_open_or_ended_later_stays(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var open = Rows.Start(key: "open", at: Rows.Noon.AddDays(-90));
        await store.Journal.AppendAsync(open);
        var later = await EndedAsync(store, "later", Rows.Noon.AddDays(-30));
        await EndedAsync(store, "other-tenant-would-be", Rows.Noon.AddDays(-40));
        Assert.Equal(0, await DeleteAsync(store, Rows.Noon, tenant: "other"));
        Assert.Equal(1, await DeleteAsync(store, Rows.Noon.AddDays(-30)));

        Assert.NotNull(await store.Executions.GetByKeyAsync("default", "open"));
        Assert.NotEmpty(await store.Journal.ReadAsync(open.ExecutionId));
        Assert.NotEmpty(await store.Journal.ReadAsync(later));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Batches_take_the_oldest_first_and_two_at_once_take_none_twice(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await using var other = await store.OpenAgainAsync();
        List<Guid> ended = [];
        foreach (var i in Enumerable.Range(0, 30))
        {
            ended.Add(await EndedAsync(store, null, Rows.Noon.AddDays(-60).AddMinutes(i)));
        }

        Assert.Equal(10, await DeleteAsync(store, Rows.Noon, limit: 10));
        Assert.Null(await store.Executions.GetAsync(ended[9]));
        Assert.NotNull(await store.Executions.GetAsync(ended[10]));
        var both = await Task.WhenAll(DeleteAsync(store, Rows.Noon, limit: 100), DeleteAsync(other, Rows.Noon, limit: 100));
        Assert.Equal(20, both.Sum());
    }

    private static async Task<Guid> EndedAsync(Store store, string? key, DateTimeOffset at)
    {
        var start = Rows.Start(key: key, at: at);
        start = start with { Audit = [Rows.Audit(start.ExecutionId.ToString())] };
        await store.Journal.AppendAsync(start);
        await store.Journal.AppendAsync(start.Next(s => s with { Status = "completed", CompletedAt = at, Owner = null }));
        return start.ExecutionId;
    }

    private static Task<int> DeleteAsync(Store store, DateTimeOffset before, int limit = 100, string tenant = "default") =>
        store.Retention.DeleteEndedAsync(tenant, before, limit, Deleted);

    private static AuditEntry Deleted(Guid id) => Rows.Audit(id.ToString(), "EXECUTION_DELETED");
}
