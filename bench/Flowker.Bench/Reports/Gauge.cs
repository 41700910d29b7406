using System.Diagnostics;
using Flowker.Bench.Load;
using Flowker.Bench.Processes;

namespace Flowker.Bench.Reports;

/// <summary>Measures a service while something is done to it.</summary>
internal static class Gauge
{
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(100);

    public static async Task<Measurement> MeasureAsync(
        Service service, string workload, int? clients, Func<Task<LoadResult>> load, string unit = "executions", string? note = null)
    {
        using var over = new CancellationTokenSource();
        var before = await Reading.TakeAsync(service);
        var memory = PeakMemoryAsync(service, over.Token);
        var result = await load();
        await over.CancelAsync();
        await service.WhenIdleAsync();
        var after = await Reading.TakeAsync(service);
        var count = Math.Max(1, result.Accepted);
        return new Measurement
        {
            Workload = workload,
            Storage = service.Storage.Name,
            Clients = clients,
            Unit = unit,
            Count = result.Accepted,
            Refused = result.Refused,
            Seconds = result.Elapsed.TotalSeconds,
            Start = result.Starts.Summarize(),
            EndToEnd = result.EndToEnd.Summarize(),
            ProcessorSeconds = new Processors(
                (after.Flowker - before.Flowker).TotalSeconds,
                (after.Database - before.Database).TotalSeconds,
                (after.Bench - before.Bench).TotalSeconds),
            AllocatedBytesPerUnit = (double)(after.Allocated - before.Allocated) / count,
            CommitsPerUnit = (double)(after.Commits - before.Commits) / count,
            BatchesPerUnit = (double)(after.Batches - before.Batches) / count,
            PeakMemoryBytes = await memory,
            DiskBytesPerUnit = (double)(after.Disk.Bytes - before.Disk.Bytes) / count,
            LogBytesPerUnit = (double?)(after.Disk.LogBytes - before.Disk.LogBytes) / count,
            Note = result.Failed > 0 ? $"{result.Failed} failed{(note is null ? "" : "; " + note)}" : note,
        };
    }

    private static async Task<long> PeakMemoryAsync(Service service, CancellationToken over)
    {
        var peak = 0L;
        do
        {
            peak = Math.Max(peak, service.Processes.Sum(p => p.WorkingSet));
            await Task.Delay(MemoryInterval, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!over.IsCancellationRequested);

        return peak;
    }

    private sealed record Reading(
        TimeSpan Flowker, TimeSpan Database, TimeSpan Bench, long Allocated, long Commits, long Batches, DiskUse Disk)
    {
        public static async Task<Reading> TakeAsync(Service service)
        {
            var counters = await Task.WhenAll(service.Processes.Select(p => p.CountersAsync()));
            using var self = Process.GetCurrentProcess();
            return new Reading(
                service.Processes.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.ProcessorTime),
                service.Storage.ProcessorTime,
                self.TotalProcessorTime,
                counters.Sum(c => c.AllocatedBytes),
                counters.Sum(c => c.Commits),
                counters.Sum(c => c.Batches),
                await service.Storage.DiskUseAsync());
        }
    }
}
