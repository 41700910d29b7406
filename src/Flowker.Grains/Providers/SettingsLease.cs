using Flowker.Executors;

namespace Flowker.Grains.Providers;

/// <summary>
/// A provider configuration as it was read, and until when calls may begin with it. <see cref="Settings"/> is null when there is
/// none, or it is not active.
/// </summary>
internal sealed class SettingsLease(int version, string? name, ProviderSettings? settings, long endsAt, TimeProvider time) : ISettingsLease
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _endsAt = endsAt;
    private int _within;
    private int _revoked;

    public int Version { get; } = version;

    /// <summary>Null when there is no such configuration.</summary>
    public string? Name { get; } = name;

    public ProviderSettings? Settings { get; } = settings;

    public bool Holds => Volatile.Read(ref _revoked) == 0 && time.GetTimestamp() < Volatile.Read(ref _endsAt);

    public bool EndsWithin(TimeSpan span) => time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref _endsAt)) < span;

    /// <summary>False when it was revoked.</summary>
    public bool Extend(long endsAt)
    {
        // Two reads may end in another order than they began.
        Volatile.Write(ref _endsAt, Math.Max(endsAt, Volatile.Read(ref _endsAt)));
        return Volatile.Read(ref _revoked) == 0;
    }

    public bool TryEnter()
    {
        // Whoever revokes looks at the number after it has revoked, and this looks at the revocation after it has counted.
        Interlocked.Increment(ref _within);
        if (Holds)
        {
            return true;
        }

        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _within) == 0 && Volatile.Read(ref _revoked) == 1)
        {
            _left.TrySetResult();
        }
    }

    /// <summary>Nothing begins under it any more; completes when what had begun has been sent.</summary>
    public Task RevokeAsync()
    {
        Interlocked.Exchange(ref _revoked, 1);
        if (Volatile.Read(ref _within) == 0)
        {
            _left.TrySetResult();
        }

        return _left.Task;
    }
}
