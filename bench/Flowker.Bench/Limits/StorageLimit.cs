using System.Diagnostics;
using Flowker.Bench.Processes;
using Flowker.Storage.Journal;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Flowker.Bench.Limits;

/// <summary>The database alone: what it takes from Flowker's own writer, and what it answers.</summary>
internal static class StorageLimit
{
    private const int Readers = 16;

    /// <summary>Executions a second whose rows it takes, commit by commit, so many at a time.</summary>
    public static async Task<double> MeasureAsync(BenchStorage target, RecordedExecution recorded, int batch, TimeSpan duration)
    {
        await using var storage = FinishedExecutions.Open(target);
        var writer = storage.GetRequiredService<IBatchWriter>();
        var written = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < duration)
        {
            Guid[] executions = [.. Enumerable.Range(0, batch).Select(_ => Guid.CreateVersion7())];
            for (var i = 0; i < recorded.Entries.Count; i++)
            {
                var accepted = await writer.WriteAsync([.. executions.Select(id => recorded.Commit(id, i))], CancellationToken.None);
                if (accepted.Contains(false))
                {
                    throw new InvalidOperationException("A commit was refused.");
                }
            }

            written += batch;
        }

        return written / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Selects of an execution by its key a second.</summary>
    public static async Task<double> ReadsAsync(string connectionString, IReadOnlyList<Guid> executions, TimeSpan duration)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var read = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var command = new NpgsqlCommand("select * from executions where id = $1", connection);
            var id = new NpgsqlParameter<Guid>();
            command.Parameters.Add(id);
            await command.PrepareAsync();
            while (watch.Elapsed < duration)
            {
                id.TypedValue = executions[(int)(Interlocked.Increment(ref read) % executions.Count)];
                await using var reader = await command.ExecuteReaderAsync();
                await reader.ReadAsync();
            }
        })));
        return read / watch.Elapsed.TotalSeconds;
    }
}
