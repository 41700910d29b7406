using Flowker.Bench.Limits;
using Flowker.Bench.Load;
using Flowker.Bench.Processes;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Workloads;

/// <summary>The workload of the budgets.</summary>
internal static class Payments
{
    public const string Name = "validate-payment";

    private static readonly int[] Clients = [1, 16, 64, 256];

    public static async Task RunAsync(BenchRun bench)
    {
        await using var service = await bench.StartServiceAsync();
        await RunAsync(bench, service, bench.Options.Clients is { } clients ? [clients] : Clients);
    }

    public static async Task RunOnSqliteAsync(BenchRun bench)
    {
        await using var service = await bench.StartServiceAsync(new SqliteStorage());
        await RunAsync(bench, service, [1, 64]);
    }

    /// <summary>Drives the service until its code is compiled; the path to start payments at.</summary>
    public static async Task<string> WarmUpAsync(BenchRun bench, Service service)
    {
        var path = await service.ActivateAsync(Scenario.ValidatePayment);
        await LoadAsync(service, path, 64, bench.Options.WarmUp);
        await service.WhenIdleAsync();
        return path;
    }

    public static Task<LoadResult> LoadAsync(Service service, string path, int clients, TimeSpan duration)
    {
        var executions = new Executions(service.Bank, Scenario.ValidatePayment, path, askEvery: clients == 1 ? 1 : 50);
        return ClosedLoop.RunAsync(clients, duration, service.Servers, executions.RunAsync);
    }

    /// <summary>Starts payments until the service is gone; whether they end is for the caller to see.</summary>
    public static Task<LoadResult> LoadUntilKilledAsync(Service service, string path, int clients, TimeSpan duration)
    {
        var executions = new Executions(service.Bank, Scenario.ValidatePayment, path, askEvery: int.MaxValue);
        var servers = service.Servers;
        var processes = service.Processes;
        return ClosedLoop.RunAsync(clients, duration, servers, async (connection, number, result) =>
        {
            if (ReferenceEquals(service.Processes, processes))
            {
                await executions.RunAsync(connection, number, result);
            }
            else
            {
                await Task.Delay(50);
            }
        });
    }

    private static async Task RunAsync(BenchRun bench, Service service, int[] clients)
    {
        var path = await service.ActivateAsync(Scenario.ValidatePayment);
        var started = FormattableString.Invariant($"started in {service.Processes[0].StartedIn.TotalSeconds:0.0} s");
        bench.Add(await MeasureAsync(bench, service, path, 64, bench.Options.WarmUp, $"{Name}, first round", started));
        foreach (var count in clients)
        {
            bench.Add(await MeasureAsync(bench, service, path, count, bench.Options.Measured, Name, null));
        }
    }

    /// <summary>With what bounds payments on the service's storage.</summary>
    public static Measurement WithLimit(BenchRun bench, Measurement measured) => measured with
    {
        Limit = bench.Report.LimitOf(MachineLimits.Payments(measured.Storage)),
    };

    private static async Task<Measurement> MeasureAsync(
        BenchRun bench, Service service, string path, int clients, TimeSpan duration, string name, string? note) =>
        WithLimit(bench, await Gauge.MeasureAsync(service, name, clients, () => LoadAsync(service, path, clients, duration), note: note));
}
