using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>Retry, unknown outcomes and the deadline. Source: <c>spec/decisions.md</c>.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void The_default_policy_makes_five_attempts_after_1_2_4_and_8_seconds()
    {
        var run = One("""{"executorId":"http"}""");
        foreach (var (attempt, seconds) in new[] { (2, 1), (3, 2), (4, 4), (5, 8) })
        {
            run.Status("a", 503);
            Assert.Equal(run.Now + (seconds * Second), run.WakeAt);
            Assert.Empty(run.After((seconds * Second) - TimeSpan.FromTicks(1)).Calls);
            Assert.Equal([$"a#{attempt}"], run.After(TimeSpan.FromTicks(1)).Calls);
        }

        Assert.Equal(ExecutionStatus.Failed, run.Status("a", 503).State.Status);
        Assert.Contains("after 5 attempts", run.State.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408, true)]
    [InlineData(425, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(409, false)]
    [InlineData(422, false)]
    public void Only_what_may_pass_is_tried_again(int status, bool again) =>
        Assert.Equal(again ? NodeStatus.Waiting : NodeStatus.Failed, One("""{"executorId":"http"}""").Status("a", status).Node("a").Status);

    [Fact]
    public void Own_statuses_replace_the_preset_ones()
    {
        const string data = """{"executorId":"http","retry":{"retryOnStatuses":[409]}}""";
        Assert.Equal(NodeStatus.Waiting, One(data).Status("a", 409).Node("a").Status);
        Assert.Equal(NodeStatus.Failed, One(data).Status("a", 503).Node("a").Status);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void An_empty_list_of_statuses_means_none(int status)
    {
        Assert.Equal(NodeStatus.Failed, One("""{"executorId":"http","retry":{"retryOnStatuses":[]}}""").Status("a", status).Node("a").Status);
        Assert.Equal(NodeStatus.Waiting, One("""{"executorId":"http","retry":{"retryOnStatuses":null}}""").Status("a", status).Node("a").Status);
    }

    [Theory]
    [InlineData(599, NodeStatus.Waiting)]
    [InlineData(600, NodeStatus.Failed)]
    [InlineData(999, NodeStatus.Failed)]
    public void Only_what_is_a_status_of_the_provider_s_fault_is_repeated(int status, NodeStatus expected) =>
        Assert.Equal(expected, One("""{"executorId":"http"}""").Status("a", status).Node("a").Status);

    [Fact]
    public void The_policy_of_the_node_is_obeyed()
    {
        var run = One("""{"executorId":"http","retry":{"maxAttempts":3,"initialIntervalMs":100,"backoffCoefficient":10,"maxIntervalMs":500}}""");
        Assert.Equal(run.Now + TimeSpan.FromMilliseconds(100), run.Status("a", 500).WakeAt);
        run.After(TimeSpan.FromMilliseconds(100)).Status("a", 500);
        Assert.Equal(run.Now + TimeSpan.FromMilliseconds(500), run.WakeAt);
        Assert.Equal(NodeStatus.Failed, run.After(Second).Status("a", 500).Node("a").Status);
    }

    [Fact]
    public void Retry_after_of_the_provider_is_honoured_when_it_is_longer()
    {
        var run = One("""{"executorId":"http"}""");
        Assert.Equal(run.Now + (20 * Second), run.Status("a", 429, 20 * Second).WakeAt);
    }

    [Fact]
    public void A_wait_survives_a_crash()
    {
        var run = One("""{"executorId":"http","retry":{"initialIntervalMs":30000}}""").Status("a", 503);
        Assert.Empty(run.Crash(10 * Second).Calls);
        Assert.Equal(["a#2"], run.After(20 * Second).Calls);
    }

    [Fact]
    public void An_unknown_outcome_is_tried_again_unless_the_node_says_fail()
    {
        Assert.Equal(NodeStatus.Waiting, One("""{"executorId":"http"}""").Unanswered("a").Node("a").Status);
        var failing = One("""{"executorId":"http","onUnknownOutcome":"fail"}""").Unanswered("a");
        Assert.Equal(ExecutionStatus.Failed, failing.State.Status);
    }

    [Fact]
    public void A_call_in_flight_at_a_crash_is_repeated_as_the_same_attempt_and_recorded_as_unknown()
    {
        var run = One("""{"executorId":"http"}""").Crash(Second);
        Assert.Equal(["a#1"], run.Calls);
        Assert.Equal([CallOutcome.Unknown], run.Node("a").Calls.Select(c => c.Outcome));
        Assert.Equal(ExecutionStatus.Completed, run.Ok("a").State.Status);
    }

    [Fact]
    public void A_call_in_flight_at_a_crash_is_not_repeated_when_the_node_says_fail()
    {
        var run = One("""{"executorId":"http","onUnknownOutcome":"fail"}""").Crash(Second);
        Assert.Empty(run.Calls);
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Contains("unknown", run.State.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_result_of_an_earlier_attempt_is_nobodys()
    {
        var run = One("""{"executorId":"http"}""").Status("a", 503).After(Second);
        var late = new CallResult { Outcome = CallOutcome.Success, StatusCode = 200 };
        Assert.Null(ExecutionMachine.Settle(run.State, run.Plan, "a", 1, late, run.Now));
    }

    [Fact]
    public void The_deadline_fails_the_execution_and_closes_its_steps()
    {
        var run = One("""{"executorId":"http"}""", timeoutSeconds: 10).After(10 * Second);
        Assert.Equal("FLK-0503", run.State.Failure!.Code);
        Assert.Equal(NodeStatus.Failed, run.Node("a").Status);
        Assert.Equal([CallOutcome.Unknown], run.Node("a").Calls.Select(c => c.Outcome));
    }

    [Fact]
    public void Time_in_which_nobody_drove_it_does_not_count()
    {
        var run = One("""{"executorId":"http"}""", timeoutSeconds: 10).Crash(TimeSpan.FromHours(2));
        Assert.Equal(["a#1"], run.Calls);
        Assert.Equal(ExecutionStatus.Running, run.After(9 * Second).State.Status);
        Assert.Equal(ExecutionStatus.Failed, run.After(Second).State.Status);
    }

    [Fact]
    public void A_failing_execution_does_not_wait_for_retries_elsewhere()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}"""), ("b:executor", """{"executorId":"http"}""")], ["t->a", "t->b"]);
        run.Status("a", 503).Status("b", 400);
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Equal("b", run.State.Failure!.NodeId);
        Assert.Equal(NodeStatus.Failed, run.Node("a").Status);
    }

    private static Drawn One(string data, int? timeoutSeconds = null) =>
        Drawn.Workflow([("t:trigger", "{}"), ("a:executor", data)], ["t->a"], timeoutSeconds: timeoutSeconds);
}
