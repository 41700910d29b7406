using System.Text.Json;
using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>
/// A driver over the real machine and codec, with a journal in memory. It can die at any commit point: just before the
/// commit is written or just after; calls in flight are then lost, whether or not they reached the provider. Its guard, if it
/// has one, holds calls back by chance.
/// </summary>
internal sealed class Simulation
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly GeneratedWorkflow _workflow;
    private readonly Random _order;
    private readonly List<byte[]> _journal = [];
    private readonly List<CallProvider> _inFlight = [];
    private readonly Queue<CallProvider> _refused = new();
    private readonly bool _guarded;
    private readonly int? _crashAt;
    private readonly bool _crashAfterWrite;
    private DateTimeOffset _now = Epoch;
    private ExecutionState _state = ExecutionState.Empty;
    private DateTimeOffset? _wakeAt;
    private int _commitPoints;

    private Simulation(GeneratedWorkflow workflow, int orderSeed, int? crashAt, bool crashAfterWrite, bool guarded)
    {
        _guarded = guarded;
        _workflow = workflow;
        _order = new Random(orderSeed);
        _crashAt = crashAt;
        _crashAfterWrite = crashAfterWrite;
    }

    public List<Call> Calls { get; } = [];

    public ExecutionState State => _state;

    public int CommitPoints => _commitPoints;

    public IEnumerable<ExecutionEvent> Events => _journal.SelectMany(e => ExecutionEventCodec.Decode(e));

    /// <summary>Calls that were on their way when the driver died.</summary>
    public HashSet<string> InFlightAtCrash { get; } = new(StringComparer.Ordinal);

    public static Simulation Run(
        GeneratedWorkflow workflow, int orderSeed, int? crashAt = null, bool crashAfterWrite = false, bool guarded = false)
    {
        var run = new Simulation(workflow, orderSeed, crashAt, crashAfterWrite, guarded);
        run.Run();
        return run;
    }

    private void Run()
    {
        Start();
        for (var turns = 0; !_state.Ended; turns++)
        {
            if (turns > 10_000)
            {
                throw new InvalidOperationException("It does not end.");
            }

            if (_refused.TryDequeue(out var refused))
            {
                var cause = (HoldCause)_order.Next(2);
                var until = _now.AddMilliseconds(_order.Next(1, 2_000));
                if (ExecutionMachine.Hold(_state, refused.NodeId, refused.Attempt, Guid.Empty, cause, until, _now) is { } held)
                {
                    Advance(held);
                }
            }
            else if (_guarded && _order.Next(4) == 0 && _state.Nodes.Values.FirstOrDefault(n => n is { Status: NodeStatus.Waiting, Hold: not null }) is { } lucky)
            {
                Advance(ExecutionMachine.Release(_state, lucky.NodeId, _now)!);
            }
            else if (_inFlight.Count > 0 && (_wakeAt > _now || _order.Next(2) == 0))
            {
                var done = _inFlight[_order.Next(_inFlight.Count)];
                _inFlight.Remove(done);
                _now = _now.AddMilliseconds(_order.Next(1, 20));
                if (ExecutionMachine.Settle(_state, _workflow.Plan, done.NodeId, done.Attempt, _workflow.Answer(done.NodeId, done.Attempt), _now) is { } settled)
                {
                    Advance(settled);
                }
            }
            else
            {
                _now = _wakeAt > _now ? _wakeAt.Value : _now;
                Advance();
            }
        }
    }

    private void Start() => Advance(new ExecutionStarted
    {
        At = _now,
        ExecutionId = new Guid("018f0000-0000-7000-8000-000000000001"),
        WorkflowId = new Guid("018f0000-0000-7000-8000-000000000002"),
        DefinitionHash = "hash",
        Input = _workflow.Input,
        StartNodeId = "t",
    });

    private void Advance(params ExecutionEvent[] facts)
    {
        var after = facts.Aggregate(_state, ExecutionFold.Apply);
        var advance = ExecutionMachine.Next(after, _workflow.Plan, _now, after.Work + (_now - after.LastEventAt));
        ExecutionEvent[] events = [.. facts, .. advance.Events];
        if (events.Length > 0 && !Commit(events))
        {
            Recover();
            return;
        }

        _state = advance.State;
        _wakeAt = advance.WakeAt;
        foreach (var call in advance.Effects.OfType<CallProvider>())
        {
            if (_guarded && _order.Next(3) == 0)
            {
                _refused.Enqueue(call);
                continue;
            }

            var prepared = ExecutionMachine.Prepare(_state, _workflow.Plan, call.NodeId).Call!;
            Calls.Add(new Call(ExecutionMachine.CallKey(_state.ExecutionId, call.NodeId), call.NodeId, call.Attempt, prepared.Payload.GetRawText()));
            _inFlight.Add(call);
        }
    }

    private bool Commit(ExecutionEvent[] events)
    {
        var dies = _crashAt == _commitPoints++;
        if (!dies || _crashAfterWrite)
        {
            _journal.Add(ExecutionEventCodec.Encode(events));
        }

        return !dies;
    }

    private void Recover()
    {
        InFlightAtCrash.UnionWith(_inFlight.Select(c => c.NodeId));
        _inFlight.Clear();
        _refused.Clear();
        _now = _now.AddHours(1);
        if (_journal.Count == 0)
        {
            // Nothing was acknowledged: the client repeats its start.
            Start();
            return;
        }

        _state = ExecutionFold.Fold(Events);
        if (_state.Ended)
        {
            return;
        }

        InFlightAtCrash.UnionWith(_state.Nodes.Values.Where(n => n.Status is NodeStatus.Calling).Select(n => n.NodeId));
        Advance(new ExecutionResumed { At = _now });
    }

    public sealed record Call(string Key, string NodeId, int Attempt, string Payload);

    /// <summary>All that a user can see of the end, in a form that can be compared.</summary>
    public string Outcome()
    {
        var nodes = _state.Nodes.Values
            .OrderBy(n => n.NodeId, StringComparer.Ordinal)
            .Select(n => $"{n.NodeId}:{n.Status}:{n.Output?.GetRawText()}:{string.Join(',', n.Taken)}");
        return $"{_state.Status}|{_state.OutputNodeId}|{Canonical(FinalOutput.Of(_state))}|{string.Join('|', nodes)}";
    }

    private static string Canonical(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Object } o
            ? string.Join(',', o.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.ToString()))
            : value?.GetRawText() ?? "";
}
