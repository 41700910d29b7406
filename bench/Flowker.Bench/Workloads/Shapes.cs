using Flowker.Bench.Limits;
using Flowker.Bench.Load;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Workloads;

/// <summary>Workflows of other shapes than a payment: long, wide, heavy.</summary>
internal static class Shapes
{
    public static async Task ChainAsync(BenchRun bench)
    {
        // The cost of a step must not depend on how many came before it: ten times the steps, ten times the cost.
        await RunAsync(bench, Scenario.Chain(10), clients: 16);
        await RunAsync(bench, Scenario.Chain(99), clients: 16);
    }

    public static Task WideAsync(BenchRun bench) => RunAsync(bench, Scenario.Wide(50), clients: 16);

    public static Task LargeInputAsync(BenchRun bench) => RunAsync(bench, Scenario.LargeInput, clients: 4);

    private static async Task RunAsync(BenchRun bench, Scenario scenario, int clients)
    {
        await using var service = await bench.StartServiceAsync();
        var path = await service.ActivateAsync(scenario);
        await LoadAsync(bench.Options.WarmUp);
        await service.WhenIdleAsync();
        var measured = await Gauge.MeasureAsync(service, scenario.Name, clients, () => LoadAsync(bench.Options.Measured));
        bench.Add(measured with { Limit = (await MachineLimits.OfAsync(bench, service, scenario, path))?.PerSecond });

        Task<LoadResult> LoadAsync(TimeSpan duration) => ClosedLoop.RunAsync(
            clients, duration, service.Servers, new Executions(service.Bank, scenario, path, askEvery: 1).RunAsync);
    }
}
