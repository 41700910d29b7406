using System.Diagnostics.Metrics;
using System.IO.Pipes;
using System.Text.Json;
using Flowker.Bench.Processes;

/// <summary>
/// Runs inside each measured process, before its own code (the runtime's <c>DOTNET_STARTUP_HOOKS</c>): answers whoever connects to the
/// pipe with the process's <see cref="Counters"/>. So the very program is measured that users run.
/// </summary>
#pragma warning disable CA1050, CA1515 // The runtime finds it by this name, outside of any namespace.
internal static class StartupHook
#pragma warning restore CA1050, CA1515
{
    private static long _commits;
    private static long _batches;

    public static void Initialize()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Flowker")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (instrument, value, _, _) => Count(instrument.Name, value));
        listener.Start();
        new Thread(Serve) { IsBackground = true, Name = "bench-counters" }.Start(Environment.GetEnvironmentVariable(Counters.PipeVariable));
    }

    private static void Count(string instrument, long value)
    {
        switch (instrument)
        {
            case "flowker.journal.commits":
                Interlocked.Add(ref _commits, value);
                break;
            case "flowker.journal.batches":
                Interlocked.Add(ref _batches, value);
                break;
            default:
                break;
        }
    }

    private static void Serve(object? pipeName)
    {
        if (pipeName is not string name)
        {
            return;
        }

        // The next one is open before this one closes, or whoever comes in between would be turned away.
        var next = Open(name);
        while (true)
        {
            using var pipe = next;
            pipe.WaitForConnection();
            next = Open(name);
            JsonSerializer.Serialize(pipe, new Counters
            {
                AllocatedBytes = GC.GetTotalAllocatedBytes(),
                Commits = Interlocked.Read(ref _commits),
                Batches = Interlocked.Read(ref _batches),
                Collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)],
                HeapBytes = GC.GetGCMemoryInfo().HeapSizeBytes,
                PausedMs = GC.GetTotalPauseDuration().TotalMilliseconds,
            });
        }
    }

    private static NamedPipeServerStream Open(string name) => new(name, PipeDirection.Out, NamedPipeServerStream.MaxAllowedServerInstances);
}
