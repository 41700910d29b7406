using Flowker.Bench.Limits;
using Flowker.Bench.Load;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Workloads;

/// <summary>How fast starts are made durable.</summary>
internal static class StartOnly
{
    public static async Task RunAsync(BenchRun bench)
    {
        await using var service = await bench.StartServiceAsync();
        var path = await service.ActivateAsync(Scenario.StartOnly);
        await LoadAsync(bench.Options.WarmUp);
        var measured = await Gauge.MeasureAsync(service, "start only", 64, () => LoadAsync(bench.Options.Measured));
        bench.Add(measured with { Limit = (await MachineLimits.OfAsync(bench, service, Scenario.StartOnly, path))?.PerSecond });

        // With keys of its own each time: those of the warm-up are known.
        Task<LoadResult> LoadAsync(TimeSpan duration) => ClosedLoop.RunAsync(
            64, duration, service.Servers, new Executions(service.Bank, Scenario.StartOnly, path, askEvery: int.MaxValue).RunAsync);
    }
}
