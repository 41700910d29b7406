namespace Flowker.Grains.Tests;

/// <summary>How many are within at once, at most.</summary>
internal sealed class Gauge
{
    private readonly Lock _lock = new();
    private int _now;

    public int Most { get; private set; }

    public void Reset()
    {
        lock (_lock)
        {
            Most = _now;
        }
    }

    public IDisposable Enter()
    {
        lock (_lock)
        {
            Most = Math.Max(Most, ++_now);
        }

        return new Exit(this);
    }

    private sealed class Exit(Gauge gauge) : IDisposable
    {
        public void Dispose()
        {
            lock (gauge._lock)
            {
                gauge._now--;
            }
        }
    }
}
