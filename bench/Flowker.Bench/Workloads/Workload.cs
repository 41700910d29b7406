namespace Flowker.Bench.Workloads;

/// <summary>Something that can be measured by its name.</summary>
internal sealed record Workload(string Name, string Purpose, Func<BenchRun, Task> RunAsync);
