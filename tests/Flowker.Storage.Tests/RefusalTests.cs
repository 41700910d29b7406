using Flowker.Storage.Journal;

namespace Flowker.Storage.Tests;

/// <summary>What the journal refuses, it refuses alone and without a trace, on both databases.</summary>
public sealed class RefusalTests
{
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_commit_that_the_database_refuses_takes_no_other_with_it(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var known = Rows.Audit("a");
        await store.Journal.AppendAsync(Rows.Start() with { Audit = [known] });
        var starts = Enumerable.Range(0, 100).Select(i => Rows.Start(key: $"k{i}") with { Audit = [i % 40 == 7 ? known : Rows.Audit("a")] }).ToArray();
        var appends = starts.Select(s => store.Journal.AppendAsync(s)).ToArray();
        for (var i = 0; i < appends.Length; i++)
        {
            if (i % 40 == 7)
            {
                var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => appends[i]);
                Assert.True(failure.IsRefusal);
                Assert.Null(await store.Executions.GetByKeyAsync("default", $"k{i}"));
            }
            else
            {
                Assert.Equal(AppendOutcome.Committed, (await appends[i]).Outcome);
            }
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_start_of_an_execution_that_exists_takes_no_key(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var start = Rows.Start();
        await store.Journal.AppendAsync(start);
        var again = Rows.Start(start.ExecutionId, key: "free");
        Assert.Equal(AppendOutcome.VersionConflict, (await store.Journal.AppendAsync(again)).Outcome);
        Assert.Null(await store.Executions.GetByKeyAsync("default", "free"));
        Assert.Equal(AppendOutcome.Committed, (await store.Journal.AppendAsync(Rows.Start(key: "free"))).Outcome);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Every_refusal_of_one_batch_gets_its_own_reason(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var holders = Enumerable.Range(0, 30).Select(i => Rows.Start(key: $"k{i}'\0é")).ToArray();
        await Task.WhenAll(holders.Select(h => store.Journal.AppendAsync(h)));
        var results = await Task.WhenAll(holders.Select((h, i) => store.Journal.AppendAsync((i % 3) switch
        {
            0 => h,
            1 => Rows.Start(key: h.Start!.IdempotencyKey),
            _ => h.Next() with { ExpectedVersion = 5 },
        })));
        for (var i = 0; i < results.Length; i++)
        {
            var expected = (i % 3) switch { 0 => AppendOutcome.Committed, 1 => AppendOutcome.KeyTaken, _ => AppendOutcome.VersionConflict };
            Assert.Equal((expected, i % 3 == 1 ? holders[i].ExecutionId : null), (results[i].Outcome, results[i].KeyHolder?.ExecutionId));
        }
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Commits_of_one_execution_that_wait_together_are_written_in_their_order(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        List<ExecutionCommit> commits = [Rows.Start()];
        for (var i = 0; i < 40; i++)
        {
            commits.Add(commits[^1].Next() with { Events = new byte[i * 1_000] });
        }

        var results = await Task.WhenAll(commits.Select(c => store.Journal.AppendAsync(c)));
        Assert.All(results, r => Assert.Equal(AppendOutcome.Committed, r.Outcome));
        var entries = await store.Journal.ReadAsync(commits[0].ExecutionId);
        Assert.Equal(commits.Select(c => c.CommitId), entries.Select(e => e.CommitId));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_commit_that_no_execution_can_have_is_the_callers_fault(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await Assert.ThrowsAsync<ArgumentException>(() => store.Journal.AppendAsync(Rows.Start() with { Start = null }));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Journal.AppendAsync(Rows.Start() with { ExpectedVersion = 1 }));
        await Assert.ThrowsAsync<ArgumentException>(() => store.Journal.AppendAsync(Rows.Start().Next() with { ExpectedVersion = -1 }));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_caller_that_gives_up_harms_nobody(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        using var gone = new CancellationTokenSource();
        var starts = Enumerable.Range(0, 200).Select(_ => Rows.Start()).ToArray();
        var appends = starts.Select((s, i) => store.Journal.AppendAsync(s, i % 2 == 0 ? gone.Token : default)).ToArray();
        await gone.CancelAsync();
        await Task.WhenAll(appends.Where((_, i) => i % 2 == 1));
        foreach (var (append, start) in appends.Zip(starts))
        {
            try
            {
                await append;
                Assert.Single(await store.Journal.ReadAsync(start.ExecutionId));
            }
            catch (OperationCanceledException)
            {
                Assert.Empty(await store.Journal.ReadAsync(start.ExecutionId));
            }
        }
    }
}
