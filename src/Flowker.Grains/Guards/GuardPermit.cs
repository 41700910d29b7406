namespace Flowker.Grains.Guards;

/// <summary>The right to make one call. Must be given back, once; <see cref="Send"/> before it is made, once.</summary>
internal readonly record struct GuardPermit(ProviderGuard Guard, long Generation)
{
    public void Send() => Guard.Send();

    public void GiveBack(CallVerdict verdict) => Guard.GiveBack(this, verdict, wasSent: true);

    /// <summary>The call is not made.</summary>
    public void GiveBackUnused() => Guard.GiveBack(this, CallVerdict.None, wasSent: false);
}

/// <summary>A place in a guard's queue. <paramref name="leavesWhenBroken"/>: it does not wait for a circuit breaker.</summary>
internal sealed class GuardTicket(ProviderGuard guard, bool leavesWhenBroken)
{
    private readonly TaskCompletionSource<GuardPermit?> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    public bool LeavesWhenBroken { get; } = leavesWhenBroken;

    /// <summary>Its guard's alone.</summary>
    public LinkedListNode<GuardTicket>? Place { get; set; }

    /// <summary>Completes when it is this one's turn, or it waits no longer; is cancelled by <see cref="Leave"/>.</summary>
    public Task Granted => _granted.Task;

    public void Grant(GuardPermit permit) => _granted.TrySetResult(permit);

    /// <summary>It has lost its place.</summary>
    public void Turn() => _granted.TrySetResult(null);

    /// <summary>The permit, once.</summary>
    public bool TryTake(out GuardPermit permit)
    {
        var granted = _granted.Task.IsCompletedSuccessfully ? _granted.Task.Result : null;
        var taken = granted is not null && Interlocked.Exchange(ref _taken, 1) == 0;
        permit = taken ? granted!.Value : default;
        return taken;
    }

    /// <summary>Gives up the place, or the permit if it was granted and nobody took it.</summary>
    public void Leave()
    {
        guard.Forget(this);
        if (!_granted.TrySetCanceled() && TryTake(out var permit))
        {
            permit.GiveBackUnused();
        }
    }
}
