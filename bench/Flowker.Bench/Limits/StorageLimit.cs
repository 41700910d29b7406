using System.Diagnostics;
using Flowker.Bench.Load;
using Flowker.Bench.Processes;
using Flowker.Bench.Workflows;
using Flowker.Storage;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Bench.Limits;

/// <summary>The database alone: it is given the rows of payments as fast as it takes them, by Flowker's own writer.</summary>
internal static class StorageLimit
{
    /// <summary>What one payment stores, commit by commit.</summary>
    public static async Task<IReadOnlyList<JournalEntry>> RecordAsync(Service service)
    {
        var path = await service.ActivateAsync(Scenario.ValidatePayment);
        using var connection = new HttpConnection(service.Servers[0]);
        var execution = Executions.ReadId((await connection.PostAsync(path, "recorded", Scenario.ValidatePayment.Body)).Body.Span);
        await service.Bank.LastCallOf(execution);
        await service.WhenIdleAsync();
        await using var storage = Open(service.Storage.Options);
        return await storage.GetRequiredService<IJournal>().ReadAsync(execution);
    }

    public static async Task<double> MeasureAsync(BenchStorage target, IReadOnlyList<JournalEntry> rows, int batch, TimeSpan duration)
    {
        await using var storage = Open(target.Options);
        var writer = storage.GetRequiredService<IBatchWriter>();
        var written = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            Guid[] executions = [.. Enumerable.Range(0, batch).Select(_ => Guid.CreateVersion7())];
            for (var i = 0; i < rows.Count; i++)
            {
                var accepted = await writer.WriteAsync([.. executions.Select(id => Commit(id, rows, i))], CancellationToken.None);
                if (accepted.Contains(false))
                {
                    throw new InvalidOperationException("A commit was refused.");
                }
            }

            written += batch;
        }

        return written / watch.Elapsed.TotalSeconds;
    }

    private static ServiceProvider Open(StorageOptions options) =>
        new ServiceCollection().AddLogging().AddFlowkerStorage(options).BuildServiceProvider();

    private static ExecutionCommit Commit(Guid execution, IReadOnlyList<JournalEntry> rows, int index) => new()
    {
        ExecutionId = execution,
        CommitId = Guid.CreateVersion7(),
        ExpectedVersion = index,
        Events = rows[index].Events,
        Summary = new ExecutionSummary
        {
            Status = index == rows.Count - 1 ? "completed" : "running",
            CurrentStep = index,
            CompletedAt = index == rows.Count - 1 ? DateTimeOffset.UtcNow : null,
            Owner = index == rows.Count - 1 ? null : "bench",
        },
        Start = index > 0 ? null : new ExecutionStart
        {
            Tenant = "default",
            IdempotencyKey = execution.ToString(),
            Fingerprint = new byte[32],
            WorkflowId = execution,
            DefinitionHash = new string('0', 64),
            StartedAt = DateTimeOffset.UtcNow,
            TotalSteps = 4,
        },
        Audit = index == 0 || index == rows.Count - 1 ? [Audit(execution)] : [],
    };

    private static AuditEntry Audit(Guid execution) => new()
    {
        EventId = Guid.CreateVersion7(),
        EventType = "EXECUTION_STARTED",
        Action = "EXECUTE",
        Result = "SUCCESS",
        ResourceType = "execution",
        ResourceId = execution.ToString(),
        Actor = new AuditActor("system", "bench", "127.0.0.1"),
        At = DateTimeOffset.UtcNow,
        Metadata = $$"""{"workflow.id":"{{execution}}"}""",
        Context = "{}",
    };
}
