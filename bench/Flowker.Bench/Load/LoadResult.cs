namespace Flowker.Bench.Load;

/// <summary>What the clients saw.</summary>
internal sealed class LoadResult
{
    private long _accepted;
    private long _refused;
    private long _failed;

    public LatencyLog Starts { get; } = new();

    /// <summary>From the request until the execution was seen to have ended.</summary>
    public LatencyLog EndToEnd { get; } = new();

    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Answered with 429 or 503.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Any other answer, or none.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>From the first request until the last client stopped.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>True when the request was taken.</summary>
    public bool Note(int status)
    {
        switch (status)
        {
            case 200 or 201:
                Interlocked.Increment(ref _accepted);
                return true;
            case 429 or 503:
                Interlocked.Increment(ref _refused);
                return false;
            default:
                Interlocked.Increment(ref _failed);
                return false;
        }
    }
}
