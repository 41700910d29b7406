namespace Flowker.Silo;

/// <summary>
/// Finds out whether something works by doing it. However often it is asked, by whom ever, that is done once a second at most and by one
/// at a time: readiness is everybody's to ask. Thread-safe.
/// </summary>
internal sealed class Probe(Func<Task<bool>> tries, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<bool>? _last;
    private long _triedAt;

    /// <summary>What the last try came to; its exceptions are the caller's to understand.</summary>
    public Task<bool> WorksAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is null || (_last.IsCompleted && time.GetElapsedTime(_triedAt) >= Freshness))
            {
                _triedAt = time.GetTimestamp();
                _last = Task.Run(tries, CancellationToken.None);
            }

            return _last.WaitAsync(cancellationToken);
        }
    }
}
