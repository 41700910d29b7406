using System.Security.Cryptography;
using Flowker.Storage.Audit;
using Flowker.Storage.Postgres;
using Flowker.Storage.Sql;

namespace Flowker.Storage.Tests;

/// <summary>The chain beside the audit events: no event is lost, none has two places, and only one writer counts.</summary>
public sealed class AuditChainTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Events_get_their_places_and_are_found_by_them(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await AddEventsAsync(store, 300);
        var head = await store.Chain.TryLeadAsync("one", Lease);
        Assert.Equal((0, 0), (head!.Sequence, head.Settled));
        head = await ExtendAsync(store, head, "one");
        Assert.Equal(300, head.Sequence);
        Assert.Empty(await store.Chain.ReadUnchainedAsync(0, 10));
        Assert.Equal(300, await store.Chain.ReadLastIdAsync());
        Assert.Equal([299L, 300L], (await store.Chain.ReadEventsAsync(298, 10)).Select(r => r.Id));
        Assert.Equal([7L, 9L], (await store.Chain.ReadEventsAsync([9, 7, 1_000])).Select(r => r.Id));
        var rows = await store.Chain.ReadAsync(2, 1_000);
        Assert.Equal(Enumerable.Range(2, 299).Select(i => (long)i), rows.Select(r => r.Sequence));
        var place = (await store.Audit.GetAsync(rows[0].Event!.EventId))!.Place!;
        Assert.Equal([rows[0].Hash, Hash(1)], [place.Hash, place.PreviousHash!]);
        Assert.Equal(2, place.Sequence);
        Assert.Null((await store.Audit.GetAsync((await store.Chain.ReadAsync(1, 1))[0].Event!.EventId))!.Place!.PreviousHash);
        Assert.Equal([299L, 300L], (await store.Audit.ReadChainAsync(new AuditFilter { Limit = 5 }, 298)).Select(r => r.Place!.Sequence));
        Assert.Equal([Hash(7), Hash(8)], await store.Chain.ReadHashesAsync(7, 8));
        Assert.Equal(rows[0].Event!.EventId, (await store.Chain.ReadByResourceAsync("execution", rows[0].Event!.ResourceId, 10)).Single().Event!.EventId);
        Assert.Equal(head.Chain, (await store.Chain.ReadHeadAsync()).Chain);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Of_two_who_know_the_same_head_one_extends_it(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await AddEventsAsync(store, 10);
        var head = (await store.Chain.TryLeadAsync("one", TimeSpan.Zero))!;
        var rows = await store.Chain.ReadUnchainedAsync(0, 10);
        var appends = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.Chain.AppendAsync(Append(head, rows, i % 2 == 0 ? "one" : "two"))));
        Assert.Equal(1, appends.Count(done => done));
        Assert.Equal(10, (await store.Chain.ReadHeadAsync()).Sequence);
        Assert.Equal(10, (await store.Chain.ReadAsync(1, 100)).Count);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_lease_is_kept_by_its_holder_and_ends(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await AddEventsAsync(store, 1);
        var head = await store.Chain.TryLeadAsync("one", Lease);
        Assert.NotNull(head);
        Assert.NotNull(await store.Chain.TryLeadAsync("one", Lease));
        Assert.Null(await store.Chain.TryLeadAsync("two", Lease));
        Assert.False(await store.Chain.AppendAsync(Append(head, await store.Chain.ReadUnchainedAsync(0, 1), "two")));
        await store.Chain.TryLeadAsync("one", TimeSpan.Zero);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await store.Chain.TryLeadAsync("two", Lease) is null)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Its holder is gone, and the database's clock was set back: the lease would end when the old time is reached.</summary>
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_lease_of_before_the_clock_was_set_back_is_none(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        Assert.NotNull(await store.Chain.TryLeadAsync("one", TimeSpan.FromHours(3)));
        Assert.NotNull(await store.Chain.TryLeadAsync("two", Lease));
        Assert.Null(await store.Chain.TryLeadAsync("one", Lease));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Checkpoints_do_not_overlap_and_are_published_in_order(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        Assert.Null(await store.Checkpoints.GetLastAsync());
        Assert.True(await store.Checkpoints.AddAsync(new CheckpointRow(1, 10, "a")));
        Assert.False(await store.Checkpoints.AddAsync(new CheckpointRow(1, 12, "b")));
        Assert.True(await store.Checkpoints.AddAsync(new CheckpointRow(11, 12, "c")));
        Assert.Equal("c", (await store.Checkpoints.GetLastAsync())!.Body);
        Assert.Equal(["c"], (await store.Checkpoints.ListAsync(10, 10)).Select(c => c.Body));
        Assert.Equal(0, await store.Checkpoints.GetPublishedAsync("webhook"));
        await store.Checkpoints.SetPublishedAsync("webhook", 12);
        await store.Checkpoints.SetPublishedAsync("webhook", 10);
        Assert.Equal(12, await store.Checkpoints.GetPublishedAsync("webhook"));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task The_database_refuses_to_change_the_trail(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await ChainedAsync(store, 4);
        string[] attempts =
        [
            "update audit_events set actor_id = 'nobody'", "delete from audit_events", "update audit_chain set hash = hash",
            "delete from audit_chain", "update audit_checkpoints set body = ''", "delete from audit_checkpoints",
            "insert into audit_retentions (last_seq, event_id) values (0, '00000000-0000-0000-0000-000000000000'); delete from audit_events",
            "delete from audit_chain_head",
        ];
        string[] truncations = ["truncate audit_events", "truncate audit_chain", "truncate audit_checkpoints", "truncate audit_retentions"];
        foreach (var attempt in backend is Backend.Postgres ? [.. attempts, .. truncations] : attempts)
        {
            var failure = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => store.RunAsync(attempt));
            Assert.Contains("append-only", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(4, (await store.Chain.ReadAsync(1, 10)).Count(r => r.Event is not null));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Events_are_removed_only_as_far_as_a_record_allows(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await ChainedAsync(store, 4);
        await store.Checkpoints.AddAsync(new CheckpointRow(1, 2, "a"));
        var record = Rows.Audit("trail", "AUDIT_REMOVAL_ALLOWED");
        Assert.False(await store.Checkpoints.AllowRemovalAsync(3, record));
        Assert.True(await store.Checkpoints.AllowRemovalAsync(2, record));
        Assert.False(await store.Checkpoints.AllowRemovalAsync(2, Rows.Audit("trail")));
        Assert.Equal(2, await store.Checkpoints.GetRemovableAsync());
        Assert.NotNull(await store.Audit.GetAsync(record.EventId));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => store.RunAsync("delete from audit_events"));
        await store.RunAsync("delete from audit_events where id in (select id from audit_chain where seq <= 2)");
        Assert.Equal([null, null, 3L, 4L], (await store.Chain.ReadAsync(1, 10)).Select(r => r.Event is null ? (long?)null : r.Sequence));
    }

    [Fact]
    public async Task An_event_that_commits_late_is_waited_for()
    {
        await using var store = await Store.CreateAsync(Backend.Postgres);
        await using var slow = new Npgsql.NpgsqlConnection(store.ConnectionString + ";Pooling=false");
        await slow.OpenAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using var insert = new Npgsql.NpgsqlCommand(
            """
            insert into audit_events (event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
            values (gen_random_uuid(), 'X', 'X', 'SUCCESS', 'x', 'x', 'x', 'x', 'x', now(), '{}', '{}')
            """,
            slow,
            transaction);
        await insert.ExecuteNonQueryAsync();
        await AddEventsAsync(store, 3);
        Assert.Single(await store.Chain.WritersAsync());
        Assert.Equal(3, (await store.Chain.ReadUnchainedAsync(0, 10)).Count);
        await transaction.CommitAsync();
        Assert.Empty(await store.Chain.WritersAsync());
        Assert.Equal(4, (await store.Chain.ReadUnchainedAsync(0, 10)).Count);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_waits_is_found_without_reading_all_of_the_chain(Backend backend)
    {
        // Without statistics, as they are while the trail grows by thousands a second.
        await using var store = await Store.CreateAsync(backend);
        await ChainedAsync(store, 2_000);
        string[] plans =
        [
            await store.PlanAsync(SqlAuditChain.SelectUnchained, c => c.With("after", 1_990L).With("limit", 10)),
            await store.PlanAsync(SqlAuditChain.SelectLag, c => c.With("limit", 1_000)),
        ];
        Assert.All(plans, plan => Assert.DoesNotMatch("Join|Seq Scan on audit_(events|chain) |SCAN (e|c)\\b", plan));
    }

    [Fact]
    public async Task Counting_what_waits_is_not_compiled_however_long_the_trail()
    {
        await using var store = await Store.CreateAsync(Backend.Postgres);
        await store.RunAsync(
            """
            insert into audit_events (event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
            select gen_random_uuid(), 'X', 'X', 'SUCCESS', 'x', 'x', 'x', 'x', 'x', now(), '{}', '{}' from generate_series(1, 100000);
            insert into audit_chain (seq, id, hash) select id, id, decode('00', 'hex') from audit_events;
            update audit_chain_head set seq = 100000, settled = 99990;
            analyze
            """);
        await using var connection = await ((PostgresDatabase)store.Database).DataSource.OpenConnectionAsync();
        await using var command = connection.Command($"explain {SqlAuditChain.SelectLag}").With("limit", 100_000);
        var plan = await command.ListAsync(r => r.GetString(0), CancellationToken.None);
        Assert.DoesNotContain(plan, line => line.StartsWith("JIT:", StringComparison.Ordinal));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_waits_is_counted(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        Assert.Equal(new ChainLag(0, null), await store.Chain.ReadLagAsync());
        await AddEventsAsync(store, 3);
        Assert.Equal(new ChainLag(3, Rows.Noon), await store.Chain.ReadLagAsync());
        await ExtendAsync(store, (await store.Chain.TryLeadAsync("one", Lease))!, "one");
        Assert.Equal(0, (await store.Chain.ReadLagAsync()).Events);
    }

    private static async Task ChainedAsync(Store store, int count)
    {
        await AddEventsAsync(store, count);
        await store.Checkpoints.AddAsync(new CheckpointRow(100, 100, "x"));
        await ExtendAsync(store, (await store.Chain.TryLeadAsync("one", Lease))!, "one");
    }

    private static async Task AddEventsAsync(Store store, int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ =>
    {
        var start = Rows.Start();
        return store.Journal.AppendAsync(start with { Audit = [Rows.Audit(start.ExecutionId.ToString())] });
    }));

    private static async Task<ChainHead> ExtendAsync(Store store, ChainHead head, string owner)
    {
        var rows = await store.Chain.ReadUnchainedAsync(head.Settled, 10_000);
        Assert.True(await store.Chain.AppendAsync(Append(head, rows, owner)));
        return await store.Chain.ReadHeadAsync();
    }

    private static ChainAppend Append(ChainHead head, IReadOnlyList<AuditRow> rows, string owner) => new()
    {
        Owner = owner,
        Expected = head,
        Links = [.. rows.Select((r, i) => new ChainLink(head.Sequence + i + 1, r.Id, Hash(head.Sequence + i + 1)))],
        Settled = head.Settled,
    };

    private static byte[] Hash(long sequence) => SHA256.HashData(BitConverter.GetBytes(sequence));
}
