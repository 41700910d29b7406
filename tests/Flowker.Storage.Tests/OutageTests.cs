using Flowker.Storage.Journal;
using Flowker.Testing;
using Npgsql;

namespace Flowker.Storage.Tests;

/// <summary>A database that goes away in the middle of the work.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task Connections_that_are_cut_while_they_write_lose_and_double_nothing()
    {
        var server = await PostgresServer.StartAsync();
        await using var store = await Store.CreateAsync(server);
        var cutting = Task.Run(() => CutAsync(store.ConnectionString!, times: 8));
        var runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RunUntilAsync(store.Journal, cutting)));
        await cutting;
        foreach (var commits in runs)
        {
            var entries = await store.Journal.ReadAsync(commits[0].ExecutionId);
            Assert.Equal(commits.Select(c => c.CommitId), entries.Select(e => e.CommitId));
            var audit = await store.Audit.ListByResourceAsync("execution", commits[0].ExecutionId.ToString(), 100_000);
            Assert.Equal(commits.SelectMany(c => c.Audit).Select(a => a.EventId), audit.Select(a => a.EventId));
        }
    }

    [Fact]
    public async Task While_the_server_is_away_callers_are_told_in_time_and_afterwards_all_is_well()
    {
        var server = await PostgresServer.StartAsync();
        await using var store = await Store.CreateAsync(server);
        var known = Rows.Start();
        await store.Journal.AppendAsync(known);
        var starts = Enumerable.Range(0, 1_000).Select(i => Rows.Start(key: $"k{i}")).ToArray();
        await server.CrashAndRestartAsync(async () =>
        {
            // More than one batch: nobody's wait is added to another's.
            var waiting = starts.Select(s => store.Journal.AppendAsync(s)).ToArray();
            foreach (var append in waiting)
            {
                var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => append).WaitAsync(TimeSpan.FromSeconds(30));
                Assert.False(failure.IsRefusal);
            }

            await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Journal.ReadAsync(known.ExecutionId));
            Assert.False((await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Journal.ReadAsync(known.ExecutionId))).IsRefusal);
            Assert.False(await store.Database.PingAsync());
            Assert.False(await store.Database.CanWriteAsync());
        });

        Assert.Single(await store.Journal.ReadAsync(known.ExecutionId));
        Assert.True(await store.Database.PingAsync());
        Assert.All(await Task.WhenAll(starts.Select(s => store.Journal.AppendAsync(s))), r => Assert.Equal(AppendOutcome.Committed, r.Outcome));
    }

    [Fact]
    public async Task Reads_and_definitions_outlive_a_restart_with_a_pool_of_dead_connections()
    {
        var server = await PostgresServer.StartAsync();
        await using var store = await Store.CreateAsync(server);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => store.Journal.ReadAsync(Guid.NewGuid())));
        await server.CrashAndRestartAsync(() => Task.CompletedTask);
        Assert.Equal(Definitions.SaveOutcome.Saved, await store.Definitions.SaveWorkflowAsync(Rows.WorkflowRow("w"), 0, []));
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => store.Journal.ReadAsync(Guid.NewGuid())));
    }

    private static async Task<List<ExecutionCommit>> RunUntilAsync(IJournal journal, Task end)
    {
        List<ExecutionCommit> commits = [];
        while (commits.Count == 0 || !end.IsCompleted)
        {
            var commit = commits.Count == 0 ? Rows.Start(key: Guid.NewGuid().ToString()) : commits[^1].Next();
            commit = commit with { Audit = [Rows.Audit(commit.ExecutionId.ToString())] };
            Assert.Equal(AppendOutcome.Committed, (await journal.AppendAsync(commit)).Outcome);
            commits.Add(commit);
        }

        return commits;
    }

    // Ends when it has cut that many connections in the middle of a write.
    private static async Task CutAsync(string connectionString, int times)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Application Name=cutter;Pooling=false");
        await using var connection = await source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and application_name = 'flowker' and state = 'active' and query like '%into idempotency_keys%'
            """;
        for (var cut = 0L; cut < times;)
        {
            cut += (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
