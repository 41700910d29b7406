using Flowker.Bench.Reports;

namespace Flowker.Bench.Workloads;

/// <summary>Three silos on one database. On one machine they share its cores, so this shows what a cluster costs, not what it brings.</summary>
internal static class Cluster
{
    private const int Silos = 3;

    public static async Task RunAsync(BenchRun bench)
    {
        if (!bench.HasPostgres)
        {
            bench.Skip("a cluster of three silos, which needs PostgreSQL");
            return;
        }

        await using var service = await bench.StartServiceAsync(processes: Silos);
        var path = await Payments.WarmUpAsync(bench, service);
        bench.Add(Payments.WithLimit(bench, await Gauge.MeasureAsync(
            service, $"{Payments.Name}, three silos", 64, () => Payments.LoadAsync(service, path, 64, bench.Options.Measured))));
    }
}
