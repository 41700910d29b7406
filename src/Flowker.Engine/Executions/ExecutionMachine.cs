using System.Collections.Immutable;
using Flowker.Engine.Mapping;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Executions;

/// <summary>
/// All rules of running a workflow, as pure functions: no I/O, no clock, no chance. The driver commits the events before it
/// does the effects; a crash between any two lines therefore loses nothing that was acknowledged.
/// Source: <c>spec/decisions.md</c>, "Engine".
/// </summary>
public static class ExecutionMachine
{
    /// <summary>The key under which a node's provider sees every repetition of its call.</summary>
    public static string CallKey(Guid executionId, string nodeId) => $"{executionId:D}:{nodeId}";

    /// <summary>
    /// Everything that can be decided now, in one pass in topological order: skips, conditions, actions, due retries, calls
    /// to make, the deadline, the end. Advancing an unchanged state again at the same time gives nothing new. <paramref name="worked"/>
    /// is what counts against the deadline: how long the execution has worked until now. <paramref name="admit"/> is asked for every
    /// call that is about to be made; without it all go.
    /// </summary>
    public static Advance Next(ExecutionState state, WorkflowPlan plan, DateTimeOffset now, TimeSpan worked, AdmitCall? admit = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(plan);
        var turn = new Turn(state, plan, now, admit);
        turn.Run(isOver: worked >= plan.ExecutionTimeout);
        return new Advance(turn.Events, turn.State, turn.Effects, WakeAt(turn.State, now + (plan.ExecutionTimeout - worked), turn.Asked));
    }

    /// <summary>
    /// What a node's call sends: the same for every attempt. Asked for after the intent is committed; a mapping that fails
    /// is the attempt's result (FLK-0142), which no repetition would change.
    /// </summary>
    public static (PreparedCall? Call, CallResult? Failure) Prepare(ExecutionState state, WorkflowPlan plan, string nodeId)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var node = plan.ById[nodeId];
        var scope = NodeContext.Before(state, plan, node);
        if (node.Executor!.Input is not { } mapping)
        {
            return (new PreparedCall(null, scope), null);
        }

        // The first attempt's start is committed before anything is sent, and every other attempt keeps it.
        var started = state.Nodes.GetValueOrDefault(nodeId)?.StartedAt ?? state.StartedAt;
        var mapped = mapping.Apply(scope, new NodeMoment(state.ExecutionId, nodeId, started, "input"));
        return mapped.Failed
            ? (null, new CallResult
            {
                Outcome = CallOutcome.Failed,
                Code = "FLK-0142",
                Message = $"input transformation failed: {mapped.Error}",
            })
            : (new PreparedCall(mapped.Value, scope), null);
    }

    /// <summary>
    /// What the result of an attempt means: success, another attempt later, or failure for good. Null when the result is of
    /// an attempt that nobody waits for any more.
    /// </summary>
    public static ExecutionEvent? Settle(
        ExecutionState state, WorkflowPlan plan, string nodeId, int attempt, CallResult result, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        return !state.Ended
            && state.Nodes.GetValueOrDefault(nodeId) is { Status: NodeStatus.Calling } node
            && node.Attempt == attempt
            && plan.ById.GetValueOrDefault(nodeId) is { Executor: not null } planned
                ? CallSettlement.Decide(state, plan, planned, node, result, now)
                : null;
    }

    /// <summary>
    /// The call that was asked for is not sent: its provider's guard holds it back until then at the latest. That it was to be made
    /// and was held back is one change, unless it is only held longer for the same cause. Nothing when nobody waits for it any more.
    /// </summary>
    public static ImmutableArray<ExecutionEvent> HoldBack(ExecutionState state, string nodeId, CallHold hold, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(hold);
        if (Intent(state, nodeId, now) is not { } intent)
        {
            return [];
        }

        var held = new NodeHeld
        {
            At = now,
            NodeId = nodeId,
            Attempt = intent.Attempt,
            ProviderConfigId = hold.ProviderConfigId,
            ProviderName = hold.ProviderName,
            Cause = hold.Cause,
            Until = hold.Until,
        };
        return state.Nodes.GetValueOrDefault(nodeId)?.Hold?.Cause == hold.Cause ? [held] : [intent, held];
    }

    /// <summary>
    /// The call that was asked for is not sent, and the node does not wait: it fails for good, and its error edges are taken.
    /// Nothing when nobody waits for it any more.
    /// </summary>
    public static ImmutableArray<ExecutionEvent> Refuse(
        ExecutionState state, WorkflowPlan plan, string nodeId, CallRefusal refusal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(refusal);
        if (Intent(state, nodeId, now) is not { } intent || plan.ById.GetValueOrDefault(nodeId) is not { Executor: not null } node)
        {
            return [];
        }

        ImmutableArray<ExecutionEvent> held = refusal.Hold is { } hold ? HoldBack(state, nodeId, hold, now) : [];
        var after = held.Aggregate(state, ExecutionFold.Apply);
        var begun = after.Nodes.GetValueOrDefault(nodeId)
            ?? new NodeState { NodeId = nodeId, Status = NodeStatus.Waiting, Step = intent.Step, StartedAt = now };
        return held.Add(CallSettlement.Refuse(after, plan, node, begun, refusal, now));
    }

    /// <summary>
    /// The call, whose intent is committed, was not sent: its provider's guard holds it back until then at the latest. Null when
    /// nobody waits for that attempt any more.
    /// </summary>
    public static NodeHeld? Hold(
        ExecutionState state, string nodeId, int attempt, Guid providerConfigId, HoldCause cause, DateTimeOffset until, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return !state.Ended && state.Nodes.GetValueOrDefault(nodeId) is { Status: NodeStatus.Calling } node && node.Attempt == attempt
            ? new NodeHeld
            {
                At = now,
                NodeId = nodeId,
                Attempt = attempt,
                ProviderConfigId = providerConfigId,
                Cause = cause,
                Until = until,
            }
            : null;
    }

    /// <summary>The guard lets the node's held call go. Null when it is not held any more, or will never be made.</summary>
    public static NodeReleased? Release(ExecutionState state, string nodeId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state is { Ended: false, Failure: null } && state.Nodes.GetValueOrDefault(nodeId) is { Status: NodeStatus.Waiting, Hold: not null }
            ? new NodeReleased { At = now, NodeId = nodeId }
            : null;
    }

    // What is asked for wakes the driver by being answered.
    private static DateTimeOffset? WakeAt(ExecutionState state, DateTimeOffset deadline, IReadOnlyCollection<string> asked)
    {
        if (state.Ended || state.SetAside)
        {
            return null;
        }

        var retry = state.Nodes.Values.Where(n => asked.Count == 0 || !asked.Contains(n.NodeId)).Min(n => n.RetryAt);
        return retry < deadline ? retry : deadline;
    }

    /// <summary>What would begin the node's next call; null when none is to be made.</summary>
    private static NodeStarted? Intent(ExecutionState state, string nodeId, DateTimeOffset now)
    {
        var (step, attempt) = state.Nodes.GetValueOrDefault(nodeId) switch
        {
            null => (state.Steps + 1, 1),
            { Status: NodeStatus.Waiting } waiting => (waiting.Step, waiting.Attempt + 1),
            { Status: NodeStatus.Interrupted } interrupted => (interrupted.Step, interrupted.Attempt),
            _ => (0, 0),
        };
        return attempt == 0 || state.Ended || state.Failure is not null
            ? null
            : new NodeStarted { At = now, NodeId = nodeId, Step = step, Attempt = attempt };
    }

    private sealed class Turn(ExecutionState state, WorkflowPlan plan, DateTimeOffset now, AdmitCall? admit)
    {
        private readonly ImmutableArray<ExecutionEvent>.Builder _events = ImmutableArray.CreateBuilder<ExecutionEvent>();
        private readonly ImmutableArray<Effect>.Builder _effects = ImmutableArray.CreateBuilder<Effect>();

        private List<string>? _asked;

        public ExecutionState State { get; private set; } = state;

        /// <summary>Nodes whose calls may not go yet.</summary>
        public IReadOnlyCollection<string> Asked => _asked ?? (IReadOnlyCollection<string>)[];

        public ImmutableArray<ExecutionEvent> Events => _events.ToImmutable();

        public ImmutableArray<Effect> Effects => _effects.ToImmutable();

        public void Run(bool isOver)
        {
            if (State.Ended || State.SetAside)
            {
                return;
            }

            if (isOver)
            {
                AbandonOpenNodes("the execution's time is over");
                Emit(new ExecutionFailed
                {
                    At = now,
                    Code = "FLK-0503",
                    Message = $"The execution took longer than {plan.ExecutionTimeout.TotalSeconds:0} s of work.",
                });
                return;
            }

            foreach (var node in plan.Nodes)
            {
                if (State.Failure is not null)
                {
                    break;
                }

                Visit(node);
            }

            End();
        }

        private void Visit(PlanNode node)
        {
            switch (State.Nodes.GetValueOrDefault(node.Id))
            {
                case null:
                    Begin(node);
                    break;
                case { Status: NodeStatus.Waiting } waiting when waiting.RetryAt <= now:
                    Call(node, waiting.Step, waiting.Attempt + 1);
                    break;
                // The interrupted attempt is repeated, not counted: it was no verdict of the provider's.
                case { Status: NodeStatus.Interrupted } interrupted when !node.Executor!.FailOnUnknownOutcome:
                    Call(node, interrupted.Step, interrupted.Attempt);
                    break;
                case { Status: NodeStatus.Interrupted } interrupted:
                    Emit(CallSettlement.Fail(
                        State, plan, node, interrupted, "FLK-0504", "its call was interrupted and the outcome is unknown", null, null, now));
                    break;
                case { Status: NodeStatus.Calling or NodeStatus.Waiting or NodeStatus.Completed or NodeStatus.Failed or NodeStatus.Skipped }:
                    break;
                case { Status: var unknown }:
                    throw new InvalidOperationException($"Nothing is known of what a node does that is {unknown}.");
            }
        }

        private void Begin(PlanNode node)
        {
            if (node.Id == State.StartNodeId && node.Kind is NodeKind.Trigger)
            {
                Emit(NodeSteps.Pass(State, plan, node, now));
                return;
            }

            if (!node.Incoming.All(e => IsDecided(plan.Nodes[e.Source])))
            {
                return;
            }

            if (!node.Incoming.Any(IsTaken))
            {
                Emit(new NodeSkipped { At = now, NodeId = node.Id });
                return;
            }

            switch (node.Kind)
            {
                case NodeKind.Executor:
                    Call(node, State.Steps + 1, 1);
                    break;
                case NodeKind.Conditional:
                    Emit(NodeSteps.Decide(State, plan, node, now));
                    break;
                case NodeKind.Action:
                    Emit(NodeSteps.Act(State, plan, node, now));
                    break;
                case NodeKind.Trigger:
                    Emit(NodeSteps.Pass(State, plan, node, now));
                    break;
                default:
                    throw new InvalidOperationException($"Nothing is known of how a node of kind {node.Kind} runs.");
            }
        }

        private bool IsDecided(PlanNode node) => State.Nodes.GetValueOrDefault(node.Id) is { Decided: true };

        private bool IsTaken(PlanEdge edge) =>
            State.Nodes.GetValueOrDefault(plan.Nodes[edge.Source].Id) is { } source && source.Taken.Contains(edge.Index);

        private void Call(PlanNode node, int step, int attempt)
        {
            var admission = admit?.Invoke(node);
            if (admit is not null && admission is null)
            {
                (_asked ??= []).Add(node.Id);
                _effects.Add(new AskProvider(node.Id));
                return;
            }

            Emit(new NodeStarted { At = now, NodeId = node.Id, Step = step, Attempt = attempt });
            _effects.Add(new CallProvider(node.Id, attempt) { Admission = admission });
        }

        private void End()
        {
            if (State.Failure is { } failure)
            {
                // Calls in flight may have had their effect: their outcome is waited for and recorded.
                if (!State.Nodes.Values.Any(n => n.Status is NodeStatus.Calling))
                {
                    AbandonOpenNodes("the execution failed elsewhere");
                    Emit(new ExecutionFailed { At = now, Code = failure.Code, Message = failure.Message, NodeId = failure.NodeId });
                }

                return;
            }

            if (plan.Nodes.All(IsDecided))
            {
                var setter = NodeContext.OutputSetter(State, plan, Enumerable.Range(0, plan.Nodes.Length));
                Emit(new ExecutionCompleted { At = now, OutputNodeId = setter?.Id });
            }
        }

        private void AbandonOpenNodes(string why)
        {
            foreach (var node in plan.Nodes)
            {
                if (State.Nodes.GetValueOrDefault(node.Id) is { Decided: false } open)
                {
                    Emit(CallSettlement.Abandon(open, why, now));
                }
            }
        }

        private void Emit(ExecutionEvent happened)
        {
            _events.Add(happened);
            State = ExecutionFold.Apply(State, happened);
        }
    }
}
