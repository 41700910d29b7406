namespace Flowker.Bench.Reports;

/// <summary>One run of the bench.</summary>
internal sealed record Report
{
    public required Machine Machine { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>True for a run that only shows that everything runs.</summary>
    public required bool Short { get; init; }

    public List<Limit> Limits { get; } = [];

    public List<Measurement> Measurements { get; } = [];

    /// <summary>What is told in words rather than in columns.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>What could not be measured, and why.</summary>
    public List<string> Skipped { get; } = [];

    /// <summary>Workloads that went wrong.</summary>
    public List<string> Faults { get; } = [];

    public double? LimitOf(string name) => Limits.FirstOrDefault(l => l.Name == name)?.PerSecond;
}

/// <summary>What the machine gives at most, without Flowker.</summary>
internal sealed record Limit(string Name, double PerSecond, string Unit);
