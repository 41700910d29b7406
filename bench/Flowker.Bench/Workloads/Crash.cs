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
        var goesOn = Task.FromResult(TimeSpan.Zero);
        await service.RestartAsync(() =>
        {
            watch.Start();
            goesOn = WhenAsync(bench.Bank.NextCall(), watch);
            return Task.CompletedTask;
        });
        var listening = watch.Elapsed;
        var first = await goesOn.WaitAsync(TimeSpan.FromSeconds(60));
        await service.WhenIdleAsync();
        var ended = watch.Elapsed;
        // Its clients go on for as long as was asked for, which is no part of what is measured.
        await load;
        bench.Report.Findings.Add(FormattableString.Invariant(
            $"kill -9 of the only process under load ({service.Storage.Name}, 64 clients): the first execution goes on {first.TotalSeconds:0.0} s after the restart, all have ended after {ended.TotalSeconds:0.0} s, and requests are served after {listening.TotalSeconds:0.0} s; {bench.Bank.Repeated} calls were repeated"));
        bench.Bank.KeepsKeys = false;
        bench.Bank.Forget();
    }

    private static async Task<TimeSpan> WhenAsync(Task happened, Stopwatch watch)
    {
        await happened;
        return watch.Elapsed;
    }
}
