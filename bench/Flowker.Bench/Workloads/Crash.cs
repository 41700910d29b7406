using System.Diagnostics;

namespace Flowker.Bench.Workloads;

/// <summary>The only process is killed under load and started again.</summary>
internal static class Crash
{
    public static async Task RunAsync(BenchRun bench)
    {
        await using var service = await bench.StartServiceAsync();
        var path = await Payments.WarmUpAsync(bench, service);
        bench.Bank.Forget();
        bench.Bank.KeepsKeys = true;
        var load = Payments.LoadUntilKilledAsync(service, path, 64, bench.Options.Measured);
        await Task.Delay(bench.Options.Measured / 2);
        var watch = new Stopwatch();
        var goesOn = Task.CompletedTask;
        await service.RestartAsync(() =>
        {
            watch.Start();
            goesOn = bench.Bank.NextCall();
            return Task.CompletedTask;
        });
        await load;
        var open = await service.GetAsync("/v1/executions?status=running&limit=100");
        await goesOn.WaitAsync(TimeSpan.FromSeconds(60));
        var first = watch.Elapsed;
        await service.WhenIdleAsync();
        bench.Report.Findings.Add(FormattableString.Invariant(
            $"kill -9 of the only process under load ({service.Storage.Name}, 64 clients): the first execution goes on {first.TotalSeconds:0.0} s after the restart, all have ended after {watch.Elapsed.TotalSeconds:0.0} s; {bench.Bank.Repeated} calls were repeated"));
        bench.Bank.KeepsKeys = false;
        bench.Bank.Forget();
    }
}
