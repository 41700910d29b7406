using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Flowker.Bench.Limits;
using Flowker.Bench.Load;
using Flowker.Bench.Processes;
using Flowker.Bench.Reports;

namespace Flowker.Bench.Workloads;

/// <summary>How fast events get their places, are verified, and are found among ten million.</summary>
internal static class AuditTrail
{
    private const int Clients = 4;

    public static async Task RunAsync(BenchRun bench)
    {
        if (!bench.HasPostgres)
        {
            bench.Skip("the audit trail, whose events are written on PostgreSQL");
            return;
        }

        await ChainAsync(bench, bench.Options.Short ? 2_000 : 1_000_000);
        await SearchAsync(bench, bench.Options.Short ? 5_000 : 10_000_000);
    }

    private static async Task ChainAsync(BenchRun bench, int count)
    {
        var storage = await bench.CreateStorageAsync();
        await AuditRows.WriteAsync(storage, count, chained: false);
        var begin = Stopwatch.GetTimestamp();
        await using var service = await bench.StartServiceAsync(storage);
        Guid? last;
        while ((last = await AuditRows.ChainedAsync(storage, count)) is null)
        {
            await Task.Delay(100);
        }

        var chained = Stopwatch.GetElapsedTime(begin);
        using var http = new HttpClient { BaseAddress = service.Processes[0].Address, Timeout = TimeSpan.FromMinutes(30) };
        begin = Stopwatch.GetTimestamp();
        var verified = await http.GetFromJsonAsync<JsonNode>($"/v1/audit-events/{last}/verify");
        var elapsed = Stopwatch.GetElapsedTime(begin);
        if (!(bool)verified!["isValid"]!)
        {
            throw new InvalidOperationException((string)verified["message"]!);
        }

        bench.Report.Findings.Add(FormattableString.Invariant(
            $"Audit: {count:N0} events that waited got their places in {chained.TotalSeconds:0.0} s with the start of the service ({count / chained.TotalSeconds:N0}/s), and were verified in {elapsed.TotalSeconds:0.0} s ({count / elapsed.TotalSeconds:N0}/s)."));
    }

    private static async Task SearchAsync(BenchRun bench, int count)
    {
        var storage = await bench.CreateStorageAsync();
        await AuditRows.WriteAsync(storage, count, chained: true);
        await using var service = await bench.StartServiceAsync(storage);
        (string Name, string Query)[] searches =
        [
            ("the newest", ""), ("a rare type", "eventType=API_KEY_REVOKED"), ("a frequent type", "eventType=EXECUTION_STARTED"), ("an action", "action=REVOKE"),
            ("a result", "result=FAILED"), ("an actor", "actorId=key-0"), ("a request", $"requestId=req-{count / 16 * 8}"),
            ("an hour", "dateFrom=2026-01-01T10:00:00Z&dateTo=2026-01-01T11:00:00Z"),
            ("an execution", "resourceType=execution&resourceId=cfcd2084-95d5-65ef-66e7-dff9f98764da"),
        ];
        foreach (var (name, query) in searches)
        {
            bench.Add(await Gauge.MeasureAsync(
                service,
                $"audit search: {name}",
                Clients,
                () => ClosedLoop.RunAsync(Clients, bench.Options.Measured / 4, service.Servers, async (connection, _, result) =>
                {
                    var begin = Stopwatch.GetTimestamp();
                    if (result.Note((await connection.GetAsync($"/v1/audit-events?{query}")).Status))
                    {
                        result.Starts.Add(Stopwatch.GetElapsedTime(begin));
                    }
                }),
                unit: "requests",
                note: FormattableString.Invariant($"{count:N0} events; latency of the answer")) with
            {
                Limit = bench.Report.LimitOf(MachineLimits.Reads(storage.Name)),
            });
        }
    }
}
