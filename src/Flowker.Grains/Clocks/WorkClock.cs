namespace Flowker.Grains.Clocks;

/// <summary>
/// How long this process has worked. It counts by the monotonic clock and looks at it all the time, so that a gap which no look fell
/// into shows that the process stood still: suspended, or with its machine. Such a gap is no work. Thread-safe.
/// </summary>
internal sealed class WorkClock : IDisposable
{
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    /// <summary>A longer time between two looks is one in which the process stood still. It counts as one beat.</summary>
    public static readonly TimeSpan LongestGap = 4 * Beat;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer _pulse;
    private long _lookedAt;
    private TimeSpan _worked;

    public WorkClock(TimeProvider time)
    {
        _time = time;
        _lookedAt = time.GetTimestamp();
        _pulse = time.CreateTimer(static clock => ((WorkClock)clock!).Look(), this, Beat, Beat);
    }

    /// <summary>Since some moment of this process.</summary>
    public TimeSpan Worked => Look();

    public void Dispose() => _pulse.Dispose();

    private TimeSpan Look()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var gap = _time.GetElapsedTime(_lookedAt, now);
            _lookedAt = now;
            return _worked += gap > LongestGap ? Beat : gap;
        }
    }
}
