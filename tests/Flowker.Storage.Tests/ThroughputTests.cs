using System.Diagnostics;
using Flowker.Storage.Journal;
using Xunit.Abstractions;

namespace Flowker.Storage.Tests;

/// <summary>Says how many commits a second go through; asserts only that they went. Speed is judged by <c>bench/</c>.</summary>
public sealed class ThroughputTests(ITestOutputHelper output)
{
    private const int Callers = 64;
    private const int Commits = 4;

    [Theory, InlineData(Backend.Sqlite, 50), InlineData(Backend.Postgres, 50)]
    public async Task Commits_are_written_in_groups(Backend backend, int executions)
    {
        await using var store = await Store.CreateAsync(backend);
        for (var round = 0; round < 3; round++)
        {
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => RunAsync(store.Journal, executions))));
            var rate = Callers * executions * Commits / watch.Elapsed.TotalSeconds;
            output.WriteLine($"{backend}, {Callers} callers: {rate:F0} commits/s");
        }
    }

    private static async Task RunAsync(IJournal journal, int executions)
    {
        for (var i = 0; i < executions; i++)
        {
            var commit = Rows.Start(key: Guid.NewGuid().ToString()) with { Audit = [Rows.Audit("x")], Events = new byte[400] };
            for (var step = 0; step < Commits; step++)
            {
                Assert.Equal(AppendOutcome.Committed, (await journal.AppendAsync(commit)).Outcome);
                commit = commit.Next();
            }
        }
    }
}
