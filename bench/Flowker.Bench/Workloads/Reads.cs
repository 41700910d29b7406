using System.Diagnostics;
using Flowker.Bench.Limits;
using Flowker.Bench.Load;
using Flowker.Bench.Processes;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Workloads;

/// <summary>What people and other systems ask for, among many executions.</summary>
internal static class Reads
{
    private const int Clients = 16;

    public static async Task RunAsync(BenchRun bench)
    {
        var count = bench.Options.Short ? 1_000 : 100_000;
        await using var service = await bench.StartServiceAsync();
        var path = await service.ActivateAsync(Scenario.ValidatePayment);
        var workflow = Guid.Parse(path.Split('/')[3]);
        var recorded = await FinishedExecutions.RecordAsync(service, Scenario.ValidatePayment, path);
        var ids = await FinishedExecutions.WriteAsync(service.Storage, recorded, workflow, count);
        var limit = await MachineLimits.ReadsAsync(bench, service.Storage, ids);
        var deep = await CursorAsync(service, pages: Math.Min(50, count / 100 / 2));
        await MeasureAsync("read: one execution", number => $"/v1/executions/{ids[number % ids.Length]}");
        await MeasureAsync("read: its results", number => $"/v1/executions/{ids[number % ids.Length]}/results");
        await MeasureAsync("list: the 20 newest", _ => "/v1/executions?limit=20");
        await MeasureAsync("list: 20 of a workflow, completed", _ => $"/v1/executions?limit=20&status=completed&workflowId={workflow}");
        await MeasureAsync("list: 20 that run", _ => "/v1/executions?limit=20&status=running");
        await MeasureAsync("list: 100 behind 5,000", _ => $"/v1/executions?limit=100&cursor={deep}");

        async Task MeasureAsync(string name, Func<long, string> query) => bench.Add(await Gauge.MeasureAsync(
            service,
            name,
            Clients,
            () => ClosedLoop.RunAsync(Clients, bench.Options.Measured / 2, service.Servers, async (connection, number, result) =>
            {
                var begin = Stopwatch.GetTimestamp();
                if (result.Note((await connection.GetAsync(query(number))).Status))
                {
                    result.Starts.Add(Stopwatch.GetElapsedTime(begin));
                }
            }),
            unit: "requests",
            note: FormattableString.Invariant($"{count:N0} executions; latency of the answer")) with
        {
            Limit = limit,
        });
    }

    private static async Task<string> CursorAsync(Service service, int pages)
    {
        var cursor = "";
        for (var page = 0; page < pages; page++)
        {
            var found = await service.GetAsync($"/v1/executions?limit=100{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            cursor = (string)found["nextCursor"]!;
        }

        return cursor;
    }
}
