using System.IO.Pipes;
using System.Text.Json;

namespace Flowker.Bench.Processes;

/// <summary>What a measured process counts, from its start on.</summary>
internal sealed record Counters
{
    public const string PipeVariable = "FLOWKER_BENCH_PIPE";

    public long AllocatedBytes { get; init; }

    /// <summary>Of executions, through the journal.</summary>
    public long Commits { get; init; }

    /// <summary>The transactions in which those commits were written.</summary>
    public long Batches { get; init; }

    /// <summary>Garbage collections by generation.</summary>
    public int[] Collections { get; init; } = [0, 0, 0];

    public double PausedMs { get; init; }

    /// <summary>The managed heap after its last collection.</summary>
    public long HeapBytes { get; init; }

    public static async Task<Counters> ReadAsync(string pipeName)
    {
        await using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.In);
        await pipe.ConnectAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        return await JsonSerializer.DeserializeAsync<Counters>(pipe) ?? new Counters();
    }
}
