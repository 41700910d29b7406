using System.Collections.Concurrent;

namespace Flowker.Bench.Load;

/// <summary>Every latency that was measured, so that percentiles are exact.</summary>
internal sealed class LatencyLog
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public void Add(TimeSpan latency) => _milliseconds.Add(latency.TotalMilliseconds);

    public Percentiles? Summarize()
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted.Length == 0 ? null : new Percentiles(At(0.5), At(0.99), sorted[^1], sorted.Length);

        double At(double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }
}

/// <summary>Milliseconds, and of how many.</summary>
internal sealed record Percentiles(double P50, double P99, double Max, int Count);
