namespace Flowker.Grains.Guards;

/// <summary>The right to make one call. Must be given back, once.</summary>
internal readonly record struct GuardPermit(ProviderGuard Guard, long Generation)
{
    public void GiveBack(CallVerdict verdict) => Guard.GiveBack(this, verdict);
}

/// <summary>A place in a guard's queue.</summary>
internal sealed class GuardTicket(ProviderGuard guard)
{
    private readonly TaskCompletionSource<GuardPermit> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <summary>Its guard's alone.</summary>
    public LinkedListNode<GuardTicket>? Place { get; set; }

    /// <summary>Completes when it is this one's turn; is cancelled by <see cref="Leave"/>.</summary>
    public Task Granted => _granted.Task;

    public void Grant(GuardPermit permit) => _granted.TrySetResult(permit);

    /// <summary>The permit, once.</summary>
    public bool TryTake(out GuardPermit permit)
    {
        var taken = _granted.Task.IsCompletedSuccessfully && Interlocked.Exchange(ref _taken, 1) == 0;
        permit = taken ? _granted.Task.Result : default;
        return taken;
    }

    /// <summary>Gives up the place, or the permit if it was granted and nobody took it.</summary>
    public void Leave()
    {
        guard.Forget(this);
        if (!_granted.TrySetCanceled() && TryTake(out var permit))
        {
            permit.GiveBack(CallVerdict.None);
        }
    }
}
