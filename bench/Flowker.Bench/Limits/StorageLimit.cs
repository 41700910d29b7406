using System.Diagnostics;
using Flowker.Bench.Processes;
using Flowker.Storage.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Bench.Limits;

/// <summary>The database alone: it is given the rows of payments as fast as it takes them, by Flowker's own writer.</summary>
internal static class StorageLimit
{
    public static async Task<double> MeasureAsync(BenchStorage target, IReadOnlyList<JournalEntry> recorded, int batch, TimeSpan duration)
    {
        await using var storage = FinishedExecutions.Open(target);
        var writer = storage.GetRequiredService<IBatchWriter>();
        var written = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            Guid[] executions = [.. Enumerable.Range(0, batch).Select(_ => Guid.CreateVersion7())];
            for (var i = 0; i < recorded.Count; i++)
            {
                var accepted = await writer.WriteAsync([.. executions.Select(id => PaymentRows.Step(id, recorded, i))], CancellationToken.None);
                if (accepted.Contains(false))
                {
                    throw new InvalidOperationException("A commit was refused.");
                }
            }

            written += batch;
        }

        return written / watch.Elapsed.TotalSeconds;
    }
}
