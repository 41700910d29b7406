namespace Flowker.Grains.Recovery;

/// <summary>How often the sweep looks for executions that nobody drives.</summary>
public sealed record RecoveryOptions
{
    /// <summary>Between two sweeps, when no silo comes or goes. Default 30 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);
}
