using Flowker.Bench.Processes;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Limits;

/// <summary>What the machine gives without Flowker, in the same run, so that each result can be told as a share of it.</summary>
internal static class MachineLimits
{
    public const string Kestrel = "Kestrel answers a start's body";

    private const int CallsPerPayment = 3;

    public static string Payments(string storage) => $"the three together, per validate-payment, on {storage}";

    public static async Task RunAsync(BenchRun bench)
    {
        var duration = bench.Options.Measured;
        var requests = await HttpLimit.KestrelAsync(bench.Bank, duration);
        var calls = await HttpLimit.CallsAsync(bench.Bank, duration);
        bench.Add(new Limit(Kestrel, requests, "requests"));
        bench.Add(new Limit("calls to the bank by Flowker's own HTTP client", calls, "calls"));
        BenchStorage[] storages = bench.HasPostgres ? [await bench.CreateStorageAsync(), new SqliteStorage()] : [new SqliteStorage()];
        foreach (var storage in storages)
        {
            await using var service = await bench.StartServiceAsync(storage);
            var rows = await FinishedExecutions.RecordAsync(service, await service.ActivateAsync(Scenario.ValidatePayment));
            await service.Processes[0].KillAsync();
            var grouped = await StorageLimit.MeasureAsync(storage, rows, batch: 64, duration);
            bench.Add(new Limit($"{storage.Name} takes the rows of validate-payment, 64 at a time", grouped, "executions"));
            bench.Add(new Limit(
                $"{storage.Name} takes the same rows one by one", await StorageLimit.MeasureAsync(storage, rows, batch: 1, duration), "executions"));
            bench.Add(new Limit(Payments(storage.Name), 1 / ((1 / requests) + (CallsPerPayment / calls) + (1 / grouped)), "executions"));
        }
    }
}
