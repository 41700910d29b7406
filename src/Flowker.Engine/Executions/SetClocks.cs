namespace Flowker.Engine.Executions;

/// <summary>
/// What becomes of a wait when somebody sets the clock: it is as long as it was meant to be. The events keep the times that they were
/// stored with; only the state in memory is led along.
/// </summary>
public static class SetClocks
{
    /// <summary>The clock was set by that much, forward or back, while the execution was driven.</summary>
    public static ExecutionState Moved(this ExecutionState state, TimeSpan by)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.WithWaits(node => node.RetryAt + by);
    }

    /// <summary>A driver takes over by a clock that may be behind the one before: no wait is longer from now on than it was from its beginning.</summary>
    public static ExecutionState TakenOverAt(this ExecutionState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.WithWaits(node => node.WaitsSince <= now ? node.RetryAt : now + (node.RetryAt - node.WaitsSince));
    }

    private static ExecutionState WithWaits(this ExecutionState state, Func<NodeState, DateTimeOffset?> until)
    {
        foreach (var (id, node) in state.Nodes)
        {
            if (node is { Status: NodeStatus.Waiting, RetryAt: { } before } && until(node) is { } after && after != before)
            {
                state = state with { Nodes = state.Nodes.SetItem(id, node with { RetryAt = after, WaitsSince = node.WaitsSince + (after - before) }) };
            }
        }

        return state;
    }
}
