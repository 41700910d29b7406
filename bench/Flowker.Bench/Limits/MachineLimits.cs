using Flowker.Bench.Processes;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Limits;

/// <summary>What the machine gives without Flowker, in the same run, so that each result can be told as a share of it.</summary>
internal static class MachineLimits
{
    public const string Kestrel = "Kestrel answers a start's body";

    private const string Calls = "calls to the bank by Flowker's own HTTP client";

    private const int LargeBody = 100_000;
    private const int Batch = 64;

    // As many as the workload has clients.
    private const int LargeBatch = 4;

    public static string Payments(string storage) => Together(Scenario.ValidatePayment, storage);

    public static string Reads(string storage) => $"one request and {storage}'s answer to a select by key";

    public static async Task RunAsync(BenchRun bench)
    {
        var duration = bench.Options.Measured;
        bench.Add(new Limit(Kestrel, await HttpLimit.KestrelAsync(Scenario.ValidatePayment.Body, duration), "requests"));
        bench.Add(new Limit(Calls, await HttpLimit.CallsAsync(bench.Bank, Scenario.ValidatePayment.Body, duration), "calls"));
        BenchStorage[] storages = bench.HasPostgres ? [await bench.CreateStorageAsync(), new SqliteStorage()] : [new SqliteStorage()];
        foreach (var storage in storages)
        {
            await using var service = await bench.StartServiceAsync(storage);
            var path = await service.ActivateAsync(Scenario.ValidatePayment);
            var recorded = await OfAsync(bench, service, Scenario.ValidatePayment, path);
            bench.Add(new Limit(
                $"{storage.Name} takes the rows of validate-payment one by one",
                await StorageLimit.MeasureAsync(storage, recorded!.Value.Rows, batch: 1, duration),
                "executions"));
        }
    }

    /// <summary>
    /// Adds what bounds the scenario: one request, its calls, and its rows in groups, one after the other. Ends the service, which would
    /// go on with the rows. Null when the limits of a payment were not measured.
    /// </summary>
    public static async Task<(double PerSecond, RecordedExecution Rows)?> OfAsync(BenchRun bench, Service service, Scenario scenario, string path)
    {
        if (bench.Report.LimitOf(Kestrel) is not { } requests || bench.Report.LimitOf(Calls) is not { } calls)
        {
            return null;
        }

        var duration = bench.Options.Measured;
        var recorded = await FinishedExecutions.RecordAsync(service, scenario, path);
        await service.Processes[0].KillAsync();
        var large = scenario.Body.Length > LargeBody;
        if (large)
        {
            requests = await HttpLimit.KestrelAsync(scenario.Body, duration);
            calls = await HttpLimit.CallsAsync(bench.Bank, scenario.Body, duration);
        }

        var batch = large ? LargeBatch : Batch;
        var rows = await StorageLimit.MeasureAsync(service.Storage, recorded, batch, duration);
        var together = 1 / ((1 / requests) + (scenario.Calls / calls) + (1 / rows));
        bench.Add(new Limit($"{service.Storage.Name} takes the rows of {scenario.Name}, {batch} at a time", rows, "executions"));
        bench.Add(new Limit(Together(scenario, service.Storage.Name), together, "executions"));
        return (together, recorded);
    }

    /// <summary>Adds what bounds a read: one request and one select. Null on SQLite, and when the limits of requests were not measured.</summary>
    public static async Task<double?> ReadsAsync(BenchRun bench, BenchStorage storage, IReadOnlyList<Guid> executions)
    {
        if (bench.Report.LimitOf(Kestrel) is not { } requests || storage.ConnectionString is not { } connectionString)
        {
            return null;
        }

        var selects = await StorageLimit.ReadsAsync(connectionString, executions, bench.Options.Measured);
        var together = 1 / ((1 / requests) + (1 / selects));
        bench.Add(new Limit($"{storage.Name} answers a select of one execution by its key", selects, "selects"));
        bench.Add(new Limit(Reads(storage.Name), together, "reads"));
        return together;
    }

    private static string Together(Scenario scenario, string storage) => $"request, calls and rows together, per {scenario.Name}, on {storage}";
}
