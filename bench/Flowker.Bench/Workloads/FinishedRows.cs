using Flowker.Bench.Processes;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Workloads;

/// <summary>Whether an execution costs more when many have ended before it.</summary>
internal static class FinishedRows
{
    public static async Task RunAsync(BenchRun bench)
    {
        foreach (var count in new[] { 10, bench.Options.Short ? 2_000 : 1_000_000 })
        {
            await using var service = await bench.StartServiceAsync();
            var path = await service.ActivateAsync(Scenario.ValidatePayment);
            var recorded = await FinishedExecutions.RecordAsync(service, Scenario.ValidatePayment, path);
            await FinishedExecutions.WriteAsync(service.Storage, recorded, Guid.Parse(path.Split('/')[3]), count);
            await Payments.LoadAsync(service, path, 64, bench.Options.WarmUp);
            await service.WhenIdleAsync();
            bench.Add(Payments.WithLimit(bench, await Gauge.MeasureAsync(
                service,
                FormattableString.Invariant($"{Payments.Name} after {count:N0} finished"),
                64,
                () => Payments.LoadAsync(service, path, 64, bench.Options.Measured))));
        }
    }
}
