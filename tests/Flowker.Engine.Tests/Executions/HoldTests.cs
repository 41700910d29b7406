using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>Calls that a provider's guard holds back. Source: <c>spec/decisions.md</c>, "Circuit breaker", "Deadline".</summary>
public sealed class HoldTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_held_call_is_tried_again_as_the_same_attempt()
    {
        var run = One().Hold("a", 30 * Second);
        Assert.Equal((NodeStatus.Waiting, 0, run.Now + (30 * Second)), (run.Node("a").Status, run.Node("a").Attempt, run.WakeAt!.Value));
        Assert.Empty(run.After(29 * Second).Calls);
        Assert.Equal(["a#1"], run.After(Second).Calls);
        Assert.Equal(ExecutionStatus.Completed, run.Ok("a").State.Status);
        Assert.Single(run.Node("a").Calls);
    }

    [Fact]
    public void A_released_call_goes_at_once()
    {
        Assert.Equal(["a#1"], One().Hold("a", 30 * Second).Release("a").Calls);
    }

    [Fact]
    public void Holds_use_up_no_attempts()
    {
        var run = One("""{"executorId":"http","retry":{"maxAttempts":2}}""");
        for (var held = 0; held < 20; held++)
        {
            run.Hold("a", Second).Release("a");
        }

        run.Status("a", 503).After(Second).Hold("a", Second).After(Second);
        Assert.Equal(["a#2"], run.Calls);
        Assert.Equal(ExecutionStatus.Failed, run.Status("a", 503).State.Status);
        Assert.Contains("after 2 attempts", run.State.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_since_when_it_is_held_though_it_was_tried_between()
    {
        var run = One();
        var since = run.Now;
        run.Hold("a", 5 * Second).After(5 * Second).Hold("a", 5 * Second, HoldCause.Limit);
        Assert.Equal(new ProviderHold(Guid.Empty, HoldCause.Limit, since), run.Node("a").Hold);
        Assert.Null(run.Release("a").Status("a", 503).Node("a").Hold);
    }

    [Fact]
    public void A_hold_survives_a_crash_and_leaves_no_unknown_outcome()
    {
        var run = One("""{"executorId":"http","onUnknownOutcome":"fail"}""").Hold("a", 30 * Second);
        Assert.Empty(run.Crash(10 * Second).Calls);
        Assert.Equal(HoldCause.CircuitBreaker, run.Node("a").Hold!.Cause);
        Assert.Equal(["a#1"], run.After(20 * Second).Calls);
        Assert.Empty(run.Node("a").Calls);
    }

    [Fact]
    public void Waiting_for_a_provider_is_work_for_the_deadline()
    {
        var run = One(timeoutSeconds: 10).Hold("a", 30 * Second).After(10 * Second);
        Assert.Equal("FLK-0503", run.State.Failure!.Code);
        Assert.Contains("circuit breaker", run.Node("a").Error, StringComparison.Ordinal);
        Assert.Equal(0, run.Node("a").Attempt);
    }

    [Fact]
    public void A_failing_execution_does_not_wait_for_held_calls()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}"""), ("b:executor", """{"executorId":"http"}""")], ["t->a", "t->b"]);
        run.Hold("a", 30 * Second).Status("b", 400);
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Null(ExecutionMachine.Release(run.State, "a", run.Now));
    }

    [Fact]
    public void A_hold_of_an_attempt_that_is_over_is_nobodys()
    {
        var run = One().Status("a", 503).After(Second);
        Assert.Null(ExecutionMachine.Hold(run.State, "a", 1, Guid.Empty, HoldCause.Limit, run.Now, run.Now));
        Assert.NotNull(ExecutionMachine.Hold(run.State, "a", 2, Guid.Empty, HoldCause.Limit, run.Now, run.Now));
        Assert.Null(ExecutionMachine.Release(run.State, "a", run.Now));
    }

    private static Drawn One(string data = """{"executorId":"http"}""", int? timeoutSeconds = null) =>
        Drawn.Workflow([("t:trigger", "{}"), ("a:executor", data)], ["t->a"], timeoutSeconds: timeoutSeconds);
}
