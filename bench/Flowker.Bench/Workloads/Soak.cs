using System.Globalization;
using Flowker.Bench.Reports;

namespace Flowker.Bench.Workloads;

/// <summary>Full load for long: memory must not grow.</summary>
internal static class Soak
{
    private const int Samples = 10;

    public static async Task RunAsync(BenchRun bench)
    {
        var duration = bench.Options.Short ? bench.Options.Measured : TimeSpan.FromMinutes(10);
        await using var service = await bench.StartServiceAsync();
        var path = await Payments.WarmUpAsync(bench, service);
        List<double> memory = [];
        List<double> heap = [];
        using var over = new CancellationTokenSource();
        var sampling = SampleAsync();
        var measured = await Gauge.MeasureAsync(
            service, $"{Payments.Name}, {duration.TotalMinutes:0.#} minutes", 64, () => Payments.LoadAsync(service, path, 64, duration));
        await over.CancelAsync();
        await sampling;
        bench.Add(Payments.WithLimit(bench, measured) with
        {
            Note = $"memory in MB over the time: {Megabytes(memory)}; of it the managed heap: {Megabytes(heap)}",
        });

        static string Megabytes(IEnumerable<double> bytes) =>
            string.Join(' ', bytes.Select(b => (b / 1024 / 1024).ToString("0", CultureInfo.InvariantCulture)));

        async Task SampleAsync()
        {
            while (!over.IsCancellationRequested)
            {
                await Task.Delay(duration / Samples, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                memory.Add(service.Processes.Sum(p => p.WorkingSet));
                heap.Add((await Task.WhenAll(service.Processes.Select(p => p.CountersAsync()))).Sum(c => c.HeapBytes));
            }
        }
    }
}
