using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Flowker.Testing;

namespace Flowker.Storage.Tests;

/// <summary>The contract of the journal, on both databases.</summary>
public sealed class JournalTests
{
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_was_committed_is_read_back_in_order(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var first = Rows.Start() with { Events = new byte[] { 0, 1, 255 } };
        var second = first.Next() with { Events = new byte[1_048_576] };
        Assert.Equal(AppendOutcome.Committed, (await store.Journal.AppendAsync(first)).Outcome);
        Assert.Equal(AppendOutcome.Committed, (await store.Journal.AppendAsync(second)).Outcome);
        var entries = await store.Journal.ReadAsync(first.ExecutionId);
        Assert.Equal([(1, first.CommitId), (2, second.CommitId)], entries.Select(e => (e.Version, e.CommitId)));
        Assert.Equal(first.Events.ToArray(), entries[0].Events.ToArray());
        Assert.Equal(1_048_576, entries[1].Events.Length);
        Assert.Equal(2, (await store.Executions.GetAsync(first.ExecutionId))!.Version);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_was_skipped_and_handled_is_counted_from_commit_to_commit(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start();
        await store.Journal.AppendAsync(start);
        Assert.Equal((0, 0), await CountsAsync());
        var next = start.Next(s => s with { SkippedSteps = 2, HandledFailures = 1 });
        await store.Journal.AppendAsync(next);
        Assert.Equal((2, 1), await CountsAsync());
        await store.Journal.AppendAsync(next.Next(s => s with { SkippedSteps = 3 }));
        Assert.Equal((3, 1), await CountsAsync());

        async Task<(int, int)> CountsAsync()
        {
            var summary = (await store.Executions.GetAsync(start.ExecutionId))!.Summary;
            return (summary.SkippedSteps, summary.HandledFailures);
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task An_unknown_execution_has_no_entries(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        Assert.Empty(await store.Journal.ReadAsync(Guid.NewGuid()));
        Assert.Null(await store.Executions.GetAsync(Guid.NewGuid()));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_stale_version_is_refused_alone(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var starts = Enumerable.Range(0, 100).Select(_ => Rows.Start()).ToArray();
        await Task.WhenAll(starts.Select(s => store.Journal.AppendAsync(s)));
        var results = await Task.WhenAll(starts.Select((s, i) => store.Journal.AppendAsync(
            i % 10 == 3 ? s.Next() with { ExpectedVersion = 7 } : s.Next())));
        Assert.Equal(
            Enumerable.Range(0, 100).Select(i => i % 10 == 3 ? AppendOutcome.VersionConflict : AppendOutcome.Committed),
            results.Select(r => r.Outcome));
        Assert.Single(await store.Journal.ReadAsync(starts[3].ExecutionId));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Of_many_starts_with_one_key_one_wins_and_the_others_learn_who(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await using var other = await store.OpenAgainAsync();
        var starts = Enumerable.Range(0, 64).Select(_ => Rows.Start(key: "payment-1")).ToArray();
        var results = await Task.WhenAll(starts.Select((s, i) => (i % 2 == 0 ? store : other).Journal.AppendAsync(s)));
        var winner = starts[Array.FindIndex(results, r => r.Outcome is AppendOutcome.Committed)];
        Assert.Equal(1, results.Count(r => r.Outcome is AppendOutcome.Committed));
        Assert.All(results.Where(r => r.Outcome is not AppendOutcome.Committed), r =>
        {
            Assert.Equal(AppendOutcome.KeyTaken, r.Outcome);
            Assert.Equal((winner.ExecutionId, Rows.Workflow, "running", Rows.Noon),
                (r.KeyHolder!.ExecutionId, r.KeyHolder.WorkflowId, r.KeyHolder.Status, r.KeyHolder.StartedAt));
            Assert.Equal(new byte[] { 1, 2, 3 }, r.KeyHolder.Fingerprint.ToArray());
        });
        Assert.Single(await store.Executions.ListAsync(new() { Tenant = "default", Limit = 100 }));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Repeating_a_commit_whose_answer_was_lost_is_harmless(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start(key: "k") with { Audit = [Rows.Audit("x")] };
        var next = start.Next();
        foreach (var commit in new[] { start, start, next, next, next })
        {
            Assert.Equal(AppendOutcome.Committed, (await store.Journal.AppendAsync(commit)).Outcome);
        }

        Assert.Equal(2, (await store.Journal.ReadAsync(start.ExecutionId)).Count);
        Assert.Single(await store.Audit.ListByResourceAsync("execution", "x", 10));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Two_activations_that_go_on_from_one_version_do_not_both_succeed(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await using var other = await store.OpenAgainAsync();
        var start = Rows.Start();
        await store.Journal.AppendAsync(start);
        var results = await Task.WhenAll(store.Journal.AppendAsync(start.Next()), store.Journal.AppendAsync(start.Next()), other.Journal.AppendAsync(start.Next()));
        Assert.Equal(1, results.Count(r => r.Outcome is AppendOutcome.Committed));
        Assert.Equal(2, results.Count(r => r.Outcome is AppendOutcome.VersionConflict));
        Assert.Equal(2, (await store.Journal.ReadAsync(start.ExecutionId)).Count);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Audit_events_of_one_batch_keep_what_is_their_own(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var plain = Rows.Audit("x") with { Actor = new AuditActor("system", "flowker", "::1") };
        AuditEntry[] kinds =
        [
            plain, plain with { EventType = "T" }, plain with { Action = "A" }, plain with { Result = "FAILED" }, plain with { ResourceType = "r" },
            plain with { Actor = plain.Actor with { Type = "user" } }, plain with { Actor = plain.Actor with { Id = "i" } },
            plain with { Actor = plain.Actor with { IpAddress = "::2" } }, plain with { Metadata = "m" }, plain with { Context = "c" },
            plain with { At = Rows.Noon.AddSeconds(1) },
        ];
        var events = Enumerable.Range(0, 99).Select(i => kinds[i % kinds.Length] with { EventId = Guid.NewGuid(), ResourceId = $"{i}" }).ToList();
        await Task.WhenAll(events.Chunk(9).Select(chunk => store.Journal.AppendAsync(Rows.Start() with { Audit = chunk })));
        foreach (var written in events)
        {
            Assert.Equal(written, (await store.Audit.GetAsync(written.EventId))!.Entry);
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Audit_events_are_written_with_their_change_or_not_at_all(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start() with { Audit = [Rows.Audit("a"), Rows.Audit("a", "SECOND")] };
        await store.Journal.AppendAsync(start);
        await store.Journal.AppendAsync(start.Next() with { ExpectedVersion = 9, Audit = [Rows.Audit("a", "NEVER")] });
        var events = await store.Audit.ListByResourceAsync("execution", "a", 10);
        Assert.Equal(["EXECUTION_STARTED", "SECOND"], events.Select(e => e.EventType));
        Assert.Equal(("ops \"quoted\" \uFFFD 😀", Rows.Noon, """{"workflow.id":"x"}"""), (events[0].Actor.Id, events[0].At, events[0].Metadata));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Hostile_text_in_a_summary_is_stored_and_harms_nobody(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var hostile = Rows.Start(status: "failed") with
        {
            Summary = new ExecutionSummary { Status = "failed", CurrentStep = 1, ErrorMessage = "'; drop table executions; -- \0 \uD800 😀", CompletedAt = Rows.Noon },
        };
        var innocent = Rows.Start();
        var results = await Task.WhenAll(store.Journal.AppendAsync(hostile), store.Journal.AppendAsync(innocent));
        Assert.All(results, r => Assert.Equal(AppendOutcome.Committed, r.Outcome));
        Assert.StartsWith("'; drop table executions; -- \uFFFD", (await store.Executions.GetAsync(hostile.ExecutionId))!.Summary.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_crashes_loses_and_doubles_nothing()
    {
        var server = await PostgresServer.StartAsync();
        await using var store = await Store.CreateAsync(server);
        var starts = Enumerable.Range(0, 2_000).Select(i => Rows.Start(key: $"k{i}")).ToArray();
        var appends = starts.Select(async s =>
        {
            while (true)
            {
                try
                {
                    return await store.Journal.AppendAsync(s);
                }
                catch (StorageUnavailableException)
                {
                    // The caller of a start repeats it with the same commit.
                }
            }
        }).ToArray();
        await appends[0];
        await server.CrashAndRestartAsync(() => Task.CompletedTask);
        Assert.All(await Task.WhenAll(appends), r => Assert.Equal(AppendOutcome.Committed, r.Outcome));
        foreach (var start in starts)
        {
            Assert.Single(await store.Journal.ReadAsync(start.ExecutionId));
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_later_process_finds_everything(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start(key: "k");
        await store.Journal.AppendAsync(start);
        await using var later = await store.OpenAgainAsync();
        Assert.Equal(start.ExecutionId, (await later.Executions.GetByKeyAsync("default", "k"))!.ExecutionId);
        Assert.Null(await later.Executions.GetByKeyAsync("other", "k"));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Many_processes_may_start_on_a_new_database_at_once(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var others = Enumerable.Range(0, 8).Select(_ => store.OpenUninitialized()).ToArray();
        await Task.WhenAll(others.Select(o => o.Database.InitializeAsync()));
        foreach (var other in others)
        {
            Assert.True(await other.Database.PingAsync());
            await other.DisposeAsync();
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task The_journal_ends_with_everything_written_that_it_took(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await using var later = await store.OpenAgainAsync();
        var starts = Enumerable.Range(0, 300).Select(_ => Rows.Start()).ToArray();
        var appends = starts.Select(s => store.Journal.AppendAsync(s)).ToArray();
        await ((IAsyncDisposable)store.Journal).DisposeAsync();
        Assert.All(await Task.WhenAll(appends), r => Assert.Equal(AppendOutcome.Committed, r.Outcome));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Journal.AppendAsync(Rows.Start()));
        Assert.Equal(300, (await later.Executions.ListAsync(new() { Tenant = "default", Limit = 1_000 })).Count);
    }
}
