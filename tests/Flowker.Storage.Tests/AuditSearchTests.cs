using Flowker.Storage.Audit;
using Flowker.Storage.Sql;

namespace Flowker.Storage.Tests;

/// <summary>Searches of a long trail: what each finds, and that none reads the trail whole.</summary>
public sealed class AuditSearchTests
{
    private const int Events = 120_000;

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Every_search_of_a_long_trail_goes_by_an_index(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await FillAsync(store);
        var (old, rare) = (Rows.Noon.AddSeconds(1_000), Rows.Noon.AddSeconds(60_000));
        (AuditFilter Filter, int Found, string Index)[] searches =
        [
            (new() { Limit = 10, EventType = "API_KEY_REVOKED" }, 1, "audit_events_by_type"),
            (new() { Limit = 10, Action = "REVOKE" }, 1, "audit_events_by_action"),
            (new() { Limit = 10, Result = "FAILED" }, 10, "audit_events_failed"),
            (new() { Limit = 10, ResourceType = "execution", ResourceId = "r-77" }, 10, "audit_events_by_resource"),
            (new() { Limit = 10, ActorId = "key-3" }, 10, "audit_events_by_actor"),
            (new() { Limit = 10, RequestId = "req-4000" }, 1, "audit_events_by_request"),
            (new() { Limit = 10, From = old, To = old.AddSeconds(3) }, 4, "audit_events_by_time"),
            (new() { Limit = 10, From = rare, To = rare, EventType = "API_KEY_REVOKED" }, 1, "audit_events_by_"),
        ];
        foreach (var (filter, found, index) in searches)
        {
            Assert.Equal(found, (await store.Audit.SearchAsync(filter)).Count);
            var conditions = AuditConditions.Of(filter);
            var order = filter.From is null ? "e.id desc" : "e.at desc, e.id desc";
            var plan = await store.PlanAsync(
                $"select e.id from audit_events e {conditions.Where} order by {order} limit 10", command => conditions.Bind(command));
            Assert.Contains(index, plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Pages_of_every_search_join_without_a_gap(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        for (var i = 0; i < 20; i++)
        {
            var start = Rows.Start();

            // Two at the same time each, and one place ahead of its time.
            var at = Rows.Noon.AddSeconds(i == 7 ? 0 : i / 2);
            await store.Journal.AppendAsync(start with { Audit = [Rows.Audit($"r-{i}") with { At = at }] });
        }

        AuditFilter[] filters = [new() { Limit = 3 }, new() { Limit = 3, From = Rows.Noon.AddSeconds(1) }, new() { Limit = 3, To = Rows.Noon.AddSeconds(8), Ascending = true }];
        foreach (var filter in filters)
        {
            var whole = (await store.Audit.SearchAsync(filter with { Limit = 100 })).Select(r => r.Id).ToList();
            List<long> paged = [];
            while (await store.Audit.SearchAsync(filter with { AfterId = paged.Count == 0 ? null : paged[^1] }) is { Count: > 0 } page)
            {
                paged.AddRange(page.Select(r => r.Id));
            }

            Assert.Equal(whole, paged);
            Assert.NotEmpty(whole);
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_request_is_found_by_its_id_however_it_is_spelled(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        const string id = "a\"b\\c<é>";
        var start = Rows.Start();
        var context = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["requestId"] = id });
        await store.Journal.AppendAsync(start with
        {
            Audit = [Rows.Audit("x") with { Context = context }, Rows.Audit("y") with { Context = "damaged \"requestId\":\"z" }, Rows.Audit("z")],
        });
        Assert.Equal("x", (await store.Audit.SearchAsync(new AuditFilter { Limit = 10, RequestId = id })).Single().Entry.ResourceId);
        Assert.Empty(await store.Audit.SearchAsync(new AuditFilter { Limit = 10, RequestId = "other" }));
    }

    private static async Task FillAsync(Store store)
    {
        var (series, uuid, moment) = store.ConnectionString is null
            ? ($"with recursive s (n) as (select 0 union all select n + 1 from s where n < {Events - 1})", "lower(hex(randomblob(16)))",
                "strftime('%Y-%m-%d %H:%M:%S', '2026-05-01 12:00:00', n || ' seconds')")
            : ($"with s (n) as (select generate_series(0, {Events - 1}))", "gen_random_uuid()", "timestamptz '2026-05-01 12:00:00+00' + n * interval '1 second'");
        await store.RunAsync($$"""
            {{series}}
            insert into audit_events (event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
            select {{uuid}},
                case when n = 60000 then 'API_KEY_REVOKED' when n % 1000 = 999 then 'EXECUTION_FAILED' when n % 4 = 0 then 'EXECUTION_STARTED' else 'PROVIDER_CALL_COMPLETED' end,
                case when n = 60000 then 'REVOKE' else 'EXECUTE' end,
                case when n % 1000 = 999 then 'FAILED' else 'SUCCESS' end,
                'execution', 'r-' || (n / 10), case when n % 4 = 0 then 'api_key' else 'system' end,
                case when n % 4 = 0 then 'key-' || (n / 4 % 5) else 'flowker' end, '127.0.0.1', {{moment}}, '{}',
                case when n % 4 = 0 then '{"requestId":"req-' || n || '"}' else '{}' end
            from s
            """);
        if (store.ConnectionString is not null)
        {
            await store.RunAsync("analyze audit_events");
        }
    }
}
