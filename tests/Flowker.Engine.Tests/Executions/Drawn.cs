using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Executions;

/// <summary>A workflow drawn by hand and one run of it, step by step, under a clock that the test moves.</summary>
internal sealed class Drawn
{
    private readonly List<ExecutionEvent> _events = [];

    private Drawn(WorkflowPlan plan) => Plan = plan;

    public WorkflowPlan Plan { get; }

    public DateTimeOffset Now { get; private set; } = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);

    public ExecutionState State { get; private set; } = ExecutionState.Empty;

    public DateTimeOffset? WakeAt { get; private set; }

    /// <summary>What the last turn asked to call.</summary>
    public string[] Calls { get; private set; } = [];

    public IReadOnlyList<ExecutionEvent> Events => _events;

    /// <summary>Nodes as <c>id:type</c> with optional data, edges as <c>a-&gt;b</c>, <c>a|handle-&gt;b</c>, <c>a-&gt;b if condition</c>; the first node is the trigger.</summary>
    public static Drawn Workflow((string Node, string Data)[] nodes, string[] edges, string input = "{}", int? timeoutSeconds = null)
    {
        var definition = new WorkflowDefinition
        {
            Name = "drawn",
            Nodes = [.. nodes.Select(n => new NodeDefinition
            {
                Id = n.Node.Split(':')[0],
                Type = n.Node.Split(':')[1],
                Data = JsonText.Parse(n.Data),
            })],
            Edges = [.. edges.Select(Edge)],
            Settings = new WorkflowSettings { ExecutionTimeoutSeconds = timeoutSeconds },
        };
        var (plan, findings) = PlanCompiler.Compile(definition);
        Assert.Empty(findings);
        var drawn = new Drawn(plan!);
        drawn.Turn(new ExecutionStarted
        {
            At = drawn.Now,
            ExecutionId = new Guid("018f0000-0000-7000-8000-000000000001"),
            WorkflowId = new Guid("018f0000-0000-7000-8000-000000000002"),
            DefinitionHash = "hash",
            Input = JsonText.Parse(input),
            StartNodeId = definition.Nodes[0].Id,
        });
        return drawn;
    }

    public NodeState Node(string id) => State.Nodes[id];

    public Drawn Answer(string nodeId, CallResult result)
    {
        Turn(ExecutionMachine.Settle(State, Plan, nodeId, Node(nodeId).Attempt, result, Now)!);
        return this;
    }

    public Drawn Ok(string nodeId, string body = "{}") => Answer(nodeId, new CallResult
    {
        Outcome = CallOutcome.Success,
        StatusCode = 200,
        Response = JsonText.Parse($$$"""{"status":200,"body":{{{body}}}}"""),
    });

    public Drawn Status(string nodeId, int status, TimeSpan? retryAfter = null) => Answer(nodeId, new CallResult
    {
        Outcome = status is >= 500 or 429 ? CallOutcome.Failed : CallOutcome.Rejected,
        StatusCode = status,
        Message = $"status {status}",
        Response = JsonText.Parse($$$"""{"status":{{{status}}},"body":{"reason":"as told"}}"""),
        RetryAfter = retryAfter,
    });

    public Drawn Unanswered(string nodeId) =>
        Answer(nodeId, new CallResult { Outcome = CallOutcome.Unknown, Message = "no answer in time" });

    public Drawn Hold(string nodeId, TimeSpan time, HoldCause cause = HoldCause.CircuitBreaker)
    {
        Turn(ExecutionMachine.Hold(State, nodeId, Node(nodeId).Attempt, Guid.Empty, cause, Now + time, Now)!);
        return this;
    }

    public Drawn Release(string nodeId)
    {
        Turn(ExecutionMachine.Release(State, nodeId, Now)!);
        return this;
    }

    public Drawn After(TimeSpan time)
    {
        Now += time;
        Turn();
        return this;
    }

    /// <summary>The process dies and another one takes over from the events.</summary>
    public Drawn Crash(TimeSpan outage)
    {
        Now += outage;
        State = ExecutionFold.Fold(ExecutionEventCodec.Decode(ExecutionEventCodec.Encode(_events)));
        Turn(new ExecutionResumed { At = Now });
        return this;
    }

    private void Turn(params ExecutionEvent[] facts)
    {
        var after = facts.Aggregate(State, ExecutionFold.Apply);
        var advance = ExecutionMachine.Next(after, Plan, Now, after.Work + (Now - after.LastEventAt));
        _events.AddRange([.. facts, .. advance.Events]);
        State = advance.State;
        WakeAt = advance.WakeAt;
        Calls = [.. advance.Effects.OfType<CallProvider>().Select(c => $"{c.NodeId}#{c.Attempt}")];
    }

    private static EdgeDefinition Edge(string text, int index)
    {
        var condition = text.Split(" if ");
        var ends = condition[0].Split("->");
        var source = ends[0].Split('|');
        return new EdgeDefinition
        {
            Id = $"e{index}",
            Source = source[0],
            SourceHandle = source.Length > 1 ? source[1] : null,
            Target = ends[1],
            Condition = condition.Length > 1 ? condition[1] : null,
        };
    }
}
