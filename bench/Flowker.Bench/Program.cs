using System.Globalization;
using Flowker.Bench;
using Flowker.Bench.Reports;
using Flowker.Bench.Workloads;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var options = BenchOptions.Read(args);
if (options is null)
{
    Console.WriteLine(BenchOptions.Usage);
    return 2;
}

await using var bench = await BenchRun.StartAsync(options);
foreach (var workload in Catalog.All.Where(w => options.Chooses(w)))
{
    await bench.RunAsync(workload);
}

Console.WriteLine();
Console.WriteLine(TableReport.Write(bench.Report));
await File.WriteAllTextAsync(options.Output, JsonReport.Write(bench.Report));
Console.WriteLine($"The same as JSON: {options.Output}");
return bench.Report.Faults.Count == 0 ? 0 : 1;
