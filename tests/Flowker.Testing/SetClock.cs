namespace Flowker.Testing;

/// <summary>A clock that the test sets, while the monotonic clock and all timers go on as they do in <paramref name="inner"/>.</summary>
public sealed class SetClock(TimeProvider inner) : TimeProvider
{
    private long _setBy;

    public TimeSpan SetBy
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _setBy));
        set => Interlocked.Exchange(ref _setBy, value.Ticks);
    }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + SetBy;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
