namespace Flowker.Grains.Clocks;

/// <summary>
/// A clock that is never set. It starts with the true time and goes on by the monotonic clock; when the true time was set meanwhile,
/// it goes somewhat faster or slower until both agree again. Orleans keeps its timetables by it: with a clock that goes back they would
/// stand still until the old time is reached, and nothing could be activated that long. Records are never made of it. Thread-safe.
/// </summary>
internal sealed class SteadyClock(TimeProvider source) : TimeProvider
{
    // So much of the time that passes goes into catching up: timers are late by a third at most.
    private const int Share = 4;

    // Between two looks at the true time.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _lookedAt = source.GetTimestamp();
    private DateTimeOffset _time = source.GetUtcNow();
    private TimeSpan _behind;

    public override TimeZoneInfo LocalTimeZone => source.LocalTimeZone;

    public override long TimestampFrequency => source.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            var lookedAt = source.GetTimestamp();
            var passed = source.GetElapsedTime(_lookedAt, lookedAt);
            var most = passed / Share;
            var now = _time + passed + (_behind > most ? most : _behind < -most ? -most : _behind);
            if (passed >= Period)
            {
                (_lookedAt, _time, _behind) = (lookedAt, now, source.GetUtcNow() - now);
            }

            return now;
        }
    }

    public override long GetTimestamp() => source.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        source.CreateTimer(callback, state, dueTime, period);
}
