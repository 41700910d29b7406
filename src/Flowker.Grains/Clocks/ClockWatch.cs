namespace Flowker.Grains.Clocks;

/// <summary>Notices that somebody set the clock: it went another way than the monotonic one. Not thread-safe.</summary>
internal sealed class ClockWatch(TimeProvider time)
{
    // What a clock is slewed by, and the time between two readings, is no step.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(250);

    private DateTimeOffset _at = time.GetUtcNow();
    private long _since = time.GetTimestamp();

    /// <summary>By how much it was set since the last time that this was not zero.</summary>
    public TimeSpan SetBy()
    {
        var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var step = now - _at - time.GetElapsedTime(_since, timestamp);
        if (step.Duration() < Tolerance)
        {
            return TimeSpan.Zero;
        }

        (_at, _since) = (now, timestamp);
        return step;
    }
}
