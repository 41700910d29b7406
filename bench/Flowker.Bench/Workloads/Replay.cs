using System.Diagnostics;
using Flowker.Bench.Limits;
using Flowker.Bench.Load;
using Flowker.Bench.Reports;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Workloads;

/// <summary>Clients that repeat their starts.</summary>
internal static class Replay
{
    private const int Keys = 1_000;

    public static async Task RunAsync(BenchRun bench)
    {
        await using var service = await bench.StartServiceAsync();
        var path = await service.ActivateAsync(Scenario.StartOnly);
        await LoadAsync(bench.Options.WarmUp);
        bench.Add(await Gauge.MeasureAsync(
            service, "replay of a known key", 64, () => LoadAsync(bench.Options.Measured), unit: "requests") with
        {
            Limit = bench.Report.LimitOf(MachineLimits.Kestrel),
        });

        Task<LoadResult> LoadAsync(TimeSpan duration) => ClosedLoop.RunAsync(64, duration, service.Servers, async (connection, number, result) =>
        {
            var begin = Stopwatch.GetTimestamp();
            var reply = await connection.PostAsync(path, $"known-{number % Keys}", Scenario.StartOnly.Body);
            if (result.Note(reply.Status))
            {
                result.Starts.Add(Stopwatch.GetElapsedTime(begin));
            }
        });
    }
}
