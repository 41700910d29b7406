using Flowker.Bench.Load;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Workloads;

/// <summary>More than can be done: what is accepted must still be answered in time, and the rest refused.</summary>
internal static class Saturation
{
    public static async Task RunAsync(BenchRun bench)
    {
        await using var service = await bench.StartServiceAsync();
        var path = await Payments.WarmUpAsync(bench, service);
        var most = await Payments.LoadAsync(service, path, 64, bench.Options.Measured / 2);
        await service.WhenIdleAsync();
        var rate = 2 * most.Accepted / most.Elapsed.TotalSeconds;
        var executions = new Executions(service.Bank, Scenario.ValidatePayment, path, askEvery: 50);
        bench.Add(Payments.WithLimit(bench, await Gauge.MeasureAsync(
            service,
            $"{Payments.Name}, saturated",
            clients: null,
            () => OpenLoop.RunAsync(rate, bench.Options.Measured, service.Servers, executions.RunAsync),
            note: FormattableString.Invariant($"{rate:N0}/s come in, twice the most"))));
    }
}
