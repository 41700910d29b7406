using Flowker.Grains.Telemetry;

namespace Flowker.Grains.Executions;

/// <summary>How much work a silo takes on.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Starts that wait for their commit at the same time. Default 256: one batch of the journal.</summary>
    public int MaxStarting { get; init; } = 256;

    /// <summary>Executions that do something when the silo takes a new one. Default 2,048: as many as it has calls in flight at most.</summary>
    public int MaxBusy { get; init; } = 2_048;

    /// <summary>Executions that the silo drives when it takes a new one, waiting ones included. Default 20,000.</summary>
    public int MaxDriven { get; init; } = 20_000;
}

/// <summary>
/// Refuses starts before anything of them is stored when the silo has enough to do, so that what it accepts is answered in
/// bounded time. What is taken over from a dead silo is never refused.
/// </summary>
internal sealed class StartAdmission(AdmissionOptions options, DrivenExecutions driven, ExecutionMetrics metrics)
{
    private const int MaxLookingUp = 2;

    private int _starting;
    private int _lookingUp;

    /// <summary>Whether there is room for another, which may be gone when it comes to enter. A refusal costs least when this is asked first.</summary>
    public bool HasRoom()
    {
        var room = Volatile.Read(ref _starting) < options.MaxStarting && HasRoomToDrive();
        if (!room)
        {
            metrics.Refused();
        }

        return room;
    }

    /// <summary>False when there is no room; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _starting) <= options.MaxStarting && HasRoomToDrive())
        {
            return true;
        }

        Leave();
        metrics.Refused();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _starting);

    /// <summary>
    /// Looks whether a refused start's key is known already; null when it is not, or when others are being looked up: a flood of refusals
    /// must not become one of reads, and who is refused asks again.
    /// </summary>
    public async Task<T?> LookUpAsync<T>(Func<Task<T?>> lookUp)
        where T : class
    {
        try
        {
            return Interlocked.Increment(ref _lookingUp) <= MaxLookingUp ? await lookUp() : null;
        }
        finally
        {
            Interlocked.Decrement(ref _lookingUp);
        }
    }

    private bool HasRoomToDrive()
    {
        var (all, busy) = driven.Count;
        return busy < options.MaxBusy && all < options.MaxDriven;
    }
}
