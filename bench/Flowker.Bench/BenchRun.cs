using Flowker.Bench.Processes;
using Flowker.Bench.Provider;
using Flowker.Bench.Reports;
using Flowker.Bench.Workloads;
using Flowker.Testing;

namespace Flowker.Bench;

/// <summary>One run: the bank, the database server, and what has been measured so far.</summary>
internal sealed class BenchRun : IAsyncDisposable
{
    private readonly PostgresServer? _postgres;

    private BenchRun(BenchOptions options, StubProvider bank, PostgresServer? postgres)
    {
        Options = options;
        Bank = bank;
        _postgres = postgres;
        Report = new Report { Machine = Machine.Here(), At = DateTimeOffset.UtcNow, Short = options.Short };
    }

    public BenchOptions Options { get; }

    public StubProvider Bank { get; }

    public Report Report { get; }

    public bool HasPostgres => _postgres is not null;

    public static async Task<BenchRun> StartAsync(BenchOptions options)
    {
        PostgresServer? postgres = null;
        string? missing = null;
        if (options.Storage != "sqlite")
        {
            try
            {
                postgres = await PostgresServer.StartAsync();
            }
            catch (InvalidOperationException failure) when (options.Storage is null)
            {
                missing = $"anything on PostgreSQL; SQLite is measured in its place. {failure.Message}";
            }
        }

        var run = new BenchRun(options, await StubProvider.StartAsync(), postgres);
        if (missing is not null)
        {
            run.Skip(missing);
        }

        return run;
    }

    /// <summary>An empty database: PostgreSQL where it is installed.</summary>
    public async Task<BenchStorage> CreateStorageAsync() =>
        _postgres is null ? new SqliteStorage() : await PostgresStorage.CreateAsync(_postgres);

    /// <summary>A service on an empty database.</summary>
    public async Task<Service> StartServiceAsync(BenchStorage? storage = null, int processes = 1) =>
        await Service.StartAsync(storage ?? await CreateStorageAsync(), Bank, processes);

    public async Task RunAsync(Workload workload)
    {
        Console.WriteLine($"{workload.Name}: {workload.Purpose}");
        try
        {
            await workload.RunAsync(this);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The others are measured all the same.
            Console.Error.WriteLine(failure);
            Report.Faults.Add($"{workload.Name}: {failure.Message}");
        }
    }

    public void Add(Measurement measurement)
    {
        Report.Measurements.Add(measurement);
        Console.WriteLine(FormattableString.Invariant(
            $"  {measurement.Workload}, {measurement.Storage}: {measurement.PerSecond:N0}/s, start p99 {measurement.Start?.P99:0.0} ms, {measurement.ProcessorSeconds.Flowker * 1000 / Math.Max(1, measurement.Count):0.00} ms and {measurement.AllocatedBytesPerUnit / 1024:0} KB each"));
    }

    public void Add(Limit limit)
    {
        Report.Limits.Add(limit);
        Console.WriteLine(FormattableString.Invariant($"  {limit.Name}: {limit.PerSecond:N0} {limit.Unit}"));
    }

    public void Skip(string what)
    {
        Report.Skipped.Add(what);
        Console.WriteLine($"  not measured: {what}");
    }

    public ValueTask DisposeAsync() => Bank.DisposeAsync();
}
