using Flowker.Bench.Load;
using Flowker.Bench.Workflows;
using Flowker.Storage;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Bench.Processes;

/// <summary>Rows of payments that have ended, written past the service: as many as a table has after months.</summary>
internal static class FinishedExecutions
{
    private const int Writers = 512;
    private const int MostEvents = 1_000;

    /// <summary>One execution as it was stored. The service must have made its workflow.</summary>
    public static async Task<RecordedExecution> RecordAsync(Service service, Scenario scenario, string path)
    {
        using var connection = new HttpConnection(service.Servers[0]);
        var reply = await connection.PostAsync(path, $"recorded-{Guid.NewGuid():N}", scenario.Body);
        var execution = Executions.ReadId(reply.Body.Span);
        if (scenario.Calls > 0)
        {
            await service.Bank.LastCallOf(execution);
        }

        await service.WhenIdleAsync();
        await using var storage = Open(service.Storage);
        return new RecordedExecution(
            await storage.GetRequiredService<IJournal>().ReadAsync(execution),
            await storage.GetRequiredService<IAuditQueries>().ListByResourceAsync("execution", execution.ToString(), MostEvents));
    }

    /// <summary>Writes copies of the recorded payment, all begun and ended in the past; their ids.</summary>
    public static async Task<Guid[]> WriteAsync(BenchStorage target, RecordedExecution recorded, Guid workflow, int count)
    {
        await using var storage = Open(target);
        var journal = storage.GetRequiredService<IJournal>();
        var events = Join(recorded.Entries);
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (index, token) => await journal.AppendAsync(
                EndedPayments.Commit(ids[index], events, workflow, DateTimeOffset.UtcNow.AddSeconds(-count + index)), token));
        return ids;
    }

    public static ServiceProvider Open(BenchStorage target) =>
        new ServiceCollection().AddLogging().AddFlowkerStorage(target.Options).BuildServiceProvider();

    // Each entry is a JSON array of events; one array holds them all.
    private static byte[] Join(IReadOnlyList<JournalEntry> entries) =>
        [(byte)'[', .. entries.SelectMany((e, i) => i == 0 ? e.Events[1..^1].ToArray() : [(byte)',', .. e.Events[1..^1].Span]), (byte)']'];
}
