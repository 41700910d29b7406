using System.Collections.Immutable;
using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>Calls that may not go at once.</summary>
public sealed class AdmissionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Provider = new("018f0000-0000-7000-8000-000000000009");

    [Fact]
    public void What_may_not_go_yet_is_asked_for_and_not_told_of_as_begun()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}""")], ["t->a"]);
        var before = Before(run);

        var advance = ExecutionMachine.Next(before, run.Plan, Now, TimeSpan.Zero, _ => null);

        Assert.Equal(new AskProvider("a"), Assert.Single(advance.Effects));
        Assert.DoesNotContain(advance.Events, e => e is NodeStarted);
        var admission = new object();
        var after = ExecutionMachine.Next(advance.State, run.Plan, Now, TimeSpan.Zero, _ => admission);
        Assert.Same(admission, Assert.IsType<CallProvider>(Assert.Single(after.Effects)).Admission);
        Assert.Equal(1, Assert.IsType<NodeStarted>(Assert.Single(after.Events)).Attempt);
    }

    [Fact]
    public void A_retry_that_is_asked_for_does_not_wake_the_driver_by_its_time()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}""")], ["t->a"]).Status("a", 503);
        var due = run.State.Nodes["a"].RetryAt!.Value;

        var advance = ExecutionMachine.Next(run.State, run.Plan, due, TimeSpan.Zero, _ => null);

        Assert.True(advance.WakeAt > due);
    }

    [Fact]
    public void A_hold_is_one_change_with_its_intent_and_says_whose_limits_they_are()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}""")], ["t->a"]);
        var state = ExecutionMachine.Next(Before(run), run.Plan, Now, TimeSpan.Zero, _ => null).State;

        var held = ExecutionMachine.HoldBack(state, "a", Hold(HoldCause.Limit), Now);

        Assert.Equal([typeof(NodeStarted), typeof(NodeHeld)], held.Select(e => e.GetType()));
        var after = ExecutionFold.Fold(ExecutionEventCodec.Decode(ExecutionEventCodec.Encode([.. held])));
        Assert.Equal((NodeStatus.Waiting, 0), (after.Nodes["a"].Status, after.Nodes["a"].Attempt));
        Assert.Contains("\"bank\"", after.Nodes["a"].Hold!.Reason, StringComparison.Ordinal);
        Assert.Contains(Provider.ToString(), after.Nodes["a"].Hold!.Reason, StringComparison.Ordinal);

        var waiting = held.Aggregate(state, ExecutionFold.Apply);
        Assert.IsType<NodeHeld>(Assert.Single(ExecutionMachine.HoldBack(waiting, "a", Hold(HoldCause.Limit), Now)));
        Assert.Equal(2, ExecutionMachine.HoldBack(waiting, "a", Hold(HoldCause.CircuitBreaker), Now).Length);
        Assert.Empty(ExecutionMachine.HoldBack(run.State, "a", Hold(HoldCause.Limit), Now));
    }

    [Fact]
    public void A_call_that_is_refused_fails_its_node_and_its_error_edge_is_taken()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}"""), ("b:executor", """{"executorId":"http"}""")], ["t->a", "a|error->b"]);
        var state = ExecutionMachine.Next(Before(run), run.Plan, Now, TimeSpan.Zero, _ => null).State;

        var facts = ExecutionMachine.Refuse(
            state, run.Plan, "a", new CallRefusal("FLK-0507", "its circuit breaker is open", Hold(HoldCause.CircuitBreaker)), Now);

        Assert.Equal([typeof(NodeStarted), typeof(NodeHeld), typeof(NodeFailed)], facts.Select(e => e.GetType()));
        Assert.Null(((NodeFailed)facts[2]).Call);
        var after = ExecutionMachine.Next(facts.Aggregate(state, ExecutionFold.Apply), run.Plan, Now, TimeSpan.Zero);
        Assert.Equal("b", Assert.Single(after.Effects.OfType<CallProvider>()).NodeId);
        var output = after.State.Nodes["a"].Output!.Value.GetProperty("error");
        Assert.Equal(("FLK-0507", 0), (output.GetProperty("code").GetString(), output.GetProperty("attempts").GetInt32()));
        Assert.Empty(after.State.Nodes["a"].Calls);
    }

    [Fact]
    public void A_call_that_is_refused_without_a_hold_was_never_to_be_made()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}""")], ["t->a"]);
        var state = ExecutionMachine.Next(Before(run), run.Plan, Now, TimeSpan.Zero, _ => null).State;

        var facts = ExecutionMachine.Refuse(state, run.Plan, "a", new CallRefusal("FLK-0150", "there is none"), Now);

        Assert.Equal(1, Assert.IsType<NodeFailed>(Assert.Single(facts)).Step);
        Assert.Equal("FLK-0150", ExecutionMachine.Next(facts.Aggregate(state, ExecutionFold.Apply), run.Plan, Now, TimeSpan.Zero).State.Failure!.Code);
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"retry":{"maxAttempts":1}}""", true)]
    [InlineData("""{"retry":{"maxAttempts":2}}""", false)]
    [InlineData("""{"whenHeld":"fail"}""", true)]
    [InlineData("""{"whenHeld":"wait"}""", false)]
    [InlineData("""{"whenHeld":"never"}""", false)]
    public void One_attempt_or_its_own_word_makes_a_node_not_wait_for_a_breaker(string data, bool fails) =>
        Assert.Equal(fails, Drawn.Workflow([("t:trigger", "{}"), ("a:executor", data)], ["t->a"]).Plan.ById["a"].Executor!.FailsWhenBroken);

    private static CallHold Hold(HoldCause cause) => new(Provider, "bank", cause, Now.AddSeconds(30));

    // Its first advance has begun the call: this is what was before it.
    private static ExecutionState Before(Drawn run) => run.State with { Nodes = ImmutableDictionary<string, NodeState>.Empty, Steps = 0 };
}
