namespace Flowker.Engine.Executions;

/// <summary>
/// Folds events into a state. Any order of events that it knows gives a state, so that replay cannot fail; an event that it does not
/// know is an <see cref="UnknownEventException"/>, since a state that forgot it would be another one.
/// </summary>
public static class ExecutionFold
{
    public static ExecutionState Fold(IEnumerable<ExecutionEvent> events) => events.Aggregate(ExecutionState.Empty, Apply);

    public static ExecutionState Apply(ExecutionState state, ExecutionEvent happened)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(happened);
        var next = happened switch
        {
            ExecutionStarted e => state with
            {
                ExecutionId = e.ExecutionId,
                WorkflowId = e.WorkflowId,
                DefinitionHash = e.DefinitionHash,
                Input = e.Input,
                StartNodeId = e.StartNodeId,
                TraceParent = e.TraceParent,
                StartedAt = e.At,
            },
            ExecutionResumed e => Resumed(state, e),
            ExecutionSetAside => state with { SetAside = true },
            ExecutionTakenUp => state with { SetAside = false },
            NodeStarted e => Started(state, e),
            NodeHeld e => Held(state, e),
            NodeReleased e => Released(state, e),
            NodeAttemptFailed e => AttemptFailed(state, e),
            NodeCompleted e => Completed(state, e),
            NodeFailed e => Failed(state, e),
            NodeSkipped e => With(state, new NodeState { NodeId = e.NodeId, Status = NodeStatus.Skipped, EndedAt = e.At }),
            ExecutionCompleted e => state with
            {
                Status = ExecutionStatus.Completed,
                CompletedAt = e.At,
                OutputNodeId = e.OutputNodeId,
            },
            ExecutionFailed e => state with
            {
                Status = ExecutionStatus.Failed,
                CompletedAt = e.At,
                Failure = new Failure(e.Code, e.Message, e.NodeId),
            },
            _ => throw new UnknownEventException(happened),
        };
        return next with { LastEventAt = happened.At, Work = WorkOf(state, happened) };
    }

    private static TimeSpan WorkOf(ExecutionState state, ExecutionEvent happened) => happened switch
    {
        { Work: { } milliseconds } => TimeSpan.FromMilliseconds(milliseconds),
        ExecutionStarted or ExecutionResumed or ExecutionSetAside => state.Work,
        { At: var at } when at > state.LastEventAt => state.Work + (at - state.LastEventAt),
        _ => state.Work,
    };

    private static ExecutionState Resumed(ExecutionState state, ExecutionResumed e)
    {
        var next = state;
        foreach (var node in state.Nodes.Values.Where(n => n.Status is NodeStatus.Calling))
        {
            next = With(next, node with
            {
                Status = NodeStatus.Interrupted,
                Calls = node.Calls.Add(new CallSummary
                {
                    Attempt = node.Attempt,
                    Outcome = CallOutcome.Unknown,
                    StartedAt = node.AttemptStartedAt,
                    DurationMs = Milliseconds(node.AttemptStartedAt, e.At),
                    Message = "The process that made the call ended before the answer was stored.",
                }),
            });
        }

        return next;
    }

    private static ExecutionState Started(ExecutionState state, NodeStarted e)
    {
        var node = state.Nodes.GetValueOrDefault(e.NodeId)
            ?? new NodeState { NodeId = e.NodeId, Status = NodeStatus.Calling, Step = e.Step, StartedAt = e.At };
        return With(state, node with
        {
            Status = NodeStatus.Calling,
            Attempt = e.Attempt,
            AttemptStartedAt = e.At,
            RetryAt = null,
        }) with
        { Steps = Math.Max(state.Steps, e.Step) };
    }

    private static ExecutionState Held(ExecutionState state, NodeHeld e) =>
        state.Nodes.GetValueOrDefault(e.NodeId) is { } node
            ? With(state, node with
            {
                Status = NodeStatus.Waiting,
                Attempt = e.Attempt - 1,
                RetryAt = e.Until,
                WaitsSince = e.At,
                Hold = new ProviderHold(e.ProviderConfigId, e.Cause, node.Hold?.Since ?? node.AttemptStartedAt, e.ProviderName),
            })
            : state;

    private static ExecutionState Released(ExecutionState state, NodeReleased e) =>
        state.Nodes.GetValueOrDefault(e.NodeId) is { Status: NodeStatus.Waiting } node
            ? With(state, node with { RetryAt = e.At, WaitsSince = e.At })
            : state;

    private static ExecutionState AttemptFailed(ExecutionState state, NodeAttemptFailed e) =>
        state.Nodes.GetValueOrDefault(e.NodeId) is { } node
            ? With(state, node with
            {
                Status = NodeStatus.Waiting,
                RetryAt = e.RetryAt,
                WaitsSince = e.At,
                Hold = null,
                Error = e.Call.Message,
                EndedAt = e.At,
                Calls = node.Calls.Add(e.Call),
            })
            : state;

    private static ExecutionState Completed(ExecutionState state, NodeCompleted e)
    {
        var node = Known(state, e.NodeId, e.StartedAt ?? e.At);
        var next = With(state, node with
        {
            Status = NodeStatus.Completed,
            Step = e.Step,
            EndedAt = e.At,
            RetryAt = null,
            Hold = null,
            Output = e.Output,
            InContext = e.InContext is true,
            Error = null,
            Taken = e.Taken,
            Calls = e.Call is null ? node.Calls : node.Calls.Add(e.Call),
        }) with
        {
            Steps = Math.Max(state.Steps, e.Step),
            CurrentStep = Math.Max(state.CurrentStep, e.Step),
        };
        return e.RoutingError is null
            ? next
            : next with { Failure = state.Failure ?? new Failure("FLK-0105", e.RoutingError, e.NodeId) };
    }

    private static ExecutionState Failed(ExecutionState state, NodeFailed e)
    {
        var node = Known(state, e.NodeId, e.StartedAt ?? e.At);
        var next = With(state, node with
        {
            Status = NodeStatus.Failed,
            Step = e.Step,
            EndedAt = e.At,
            RetryAt = null,
            Hold = null,
            Output = e.Output,
            Error = e.Message,
            Taken = e.Taken,
            Calls = e.Call is null ? node.Calls : node.Calls.Add(e.Call),
        }) with
        {
            Steps = Math.Max(state.Steps, e.Step),
            CurrentStep = Math.Max(state.CurrentStep, e.Step),
        };
        return e.Taken.IsEmpty ? next with { Failure = state.Failure ?? new Failure(e.Code, e.Message, e.NodeId) } : next;
    }

    private static NodeState Known(ExecutionState state, string nodeId, DateTimeOffset startedAt) =>
        state.Nodes.GetValueOrDefault(nodeId)
        ?? new NodeState { NodeId = nodeId, Status = NodeStatus.Calling, StartedAt = startedAt };

    private static ExecutionState With(ExecutionState state, NodeState node) =>
        state with { Nodes = state.Nodes.SetItem(node.NodeId, node) };

    private static long Milliseconds(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, (long)(to - from).TotalMilliseconds);
}
