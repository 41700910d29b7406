using Flowker.Bench.Load;

namespace Flowker.Bench.Reports;

/// <summary>One line of the table. What is "per unit" is per execution or per request, as <see cref="Unit"/> says.</summary>
internal sealed record Measurement
{
    public required string Workload { get; init; }

    public required string Storage { get; init; }

    /// <summary>Null for an open loop.</summary>
    public int? Clients { get; init; }

    public required string Unit { get; init; }

    public required long Count { get; init; }

    public long Refused { get; init; }

    public required double Seconds { get; init; }

    public double PerSecond => Count / Seconds;

    public Percentiles? Start { get; init; }

    public Percentiles? EndToEnd { get; init; }

    /// <summary>Processor seconds while it was measured: of Flowker's processes, of the database's, of the bench's own (clients and bank).</summary>
    public required Processors ProcessorSeconds { get; init; }

    public double? AllocatedBytesPerUnit { get; init; }

    public double? CommitsPerUnit { get; init; }

    public double? BatchesPerUnit { get; init; }

    /// <summary>Of Flowker's processes together.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>What the database grew by.</summary>
    public double? DiskBytesPerUnit { get; init; }

    public double? LogBytesPerUnit { get; init; }

    /// <summary>The limit of the same run that bounds it, per second; null where none does.</summary>
    public double? Limit { get; init; }

    public string? Note { get; init; }
}

internal sealed record Processors(double Flowker, double Database, double Bench);
