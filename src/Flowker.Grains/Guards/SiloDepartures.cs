namespace Flowker.Grains.Guards;

/// <summary>
/// When a silo was last seen to leave or die. What its guards leased, and what it leased itself, may be in use for a lease's
/// time after that.
/// </summary>
internal sealed class SiloDepartures(IClusterMembershipService membership, TimeProvider time) : BackgroundService
{
    private readonly Lock _lock = new();
    private readonly HashSet<SiloAddress> _gone = [];
    private long? _lastAt;

    /// <summary>No other silo is there.</summary>
    public bool IsAlone => membership.CurrentSnapshot.Members.Values.Count(m => m.Status is not SiloStatus.Dead) <= 1;

    /// <summary>Longer than anything that counts when none was seen.</summary>
    public TimeSpan SinceLast
    {
        get
        {
            Look();
            lock (_lock)
            {
                return _lastAt is { } at ? time.GetElapsedTime(at) : TimeSpan.FromDays(1);
            }
        }
    }

    // Seen when they happen, so that a departure of long ago delays nothing.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Look();
        await foreach (var _ in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            foreach (var member in membership.CurrentSnapshot.Members.Values)
            {
                if (member.Status is SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead && _gone.Add(member.SiloAddress))
                {
                    _lastAt = time.GetTimestamp();
                }
            }
        }
    }
}
