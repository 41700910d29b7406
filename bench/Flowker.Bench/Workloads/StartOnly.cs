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
        var executions = new Executions(service.Bank, Scenario.StartOnly, path, askEvery: int.MaxValue);
        await ClosedLoop.RunAsync(64, bench.Options.WarmUp, service.Servers, executions.RunAsync);
        bench.Add(await Gauge.MeasureAsync(
            service, "start only", 64, () => ClosedLoop.RunAsync(64, bench.Options.Measured, service.Servers, executions.RunAsync)) with
        {
            Limit = bench.Report.LimitOf(Limits.MachineLimits.Kestrel),
        });
    }
}
