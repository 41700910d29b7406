namespace Flowker.Grains.Recovery;

/// <summary>How often the sweep looks for executions that nobody drives.</summary>
public sealed record RecoveryOptions
{
    /// <summary>Between two sweeps, when no silo comes or goes. Default 10 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same while a silo lets go of what it drives. Default 1 s.</summary>
    public TimeSpan IntervalWhileLeaving { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After a sweep that failed. Default 2 s.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);
}
