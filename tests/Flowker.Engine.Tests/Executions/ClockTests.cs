using System.Text;
using CsCheck;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Executions;

/// <summary>What counts as work, and what becomes of waits, when clocks are set and processes stand still.</summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly WorkflowPlan Plan = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", "{\"executorId\":\"http\"}")], ["t->a"]).Plan;

    [Theory]
    [InlineData(0, 299, false)]
    [InlineData(-10_800, 299, false)]
    [InlineData(10_800, 1, false)]
    [InlineData(0, 300, true)]
    [InlineData(-10_800, 300, true)]
    public void The_deadline_is_about_work_whatever_the_clock_says(int now, int worked, bool isOver)
    {
        var advance = ExecutionMachine.Next(ExecutionFold.Fold([Started(Noon)]), Plan, Noon.AddSeconds(now), TimeSpan.FromSeconds(worked));
        Assert.Equal(isOver ? "FLK-0503" : null, (advance.Events[^1] as ExecutionFailed)?.Code);
        Assert.Equal(isOver ? null : Noon.AddSeconds(now + 300 - worked), advance.WakeAt);
    }

    /// <summary>As versions before stored them: the time between events counts, without that in which nobody drove.</summary>
    [Fact]
    public void Events_that_do_not_say_how_long_it_worked_tell_it_by_their_times() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool).List[1, 20].Sample(steps =>
        {
            var (at, paused) = (Noon, TimeSpan.Zero);
            List<ExecutionEvent> events = [Started(at)];
            foreach (var (milliseconds, isGap) in steps)
            {
                var gap = TimeSpan.FromMilliseconds(milliseconds);
                at += gap;
                paused += isGap ? gap : TimeSpan.Zero;
                events.Add(isGap ? new ExecutionResumed { At = at } : new NodeSkipped { At = at, NodeId = "x" });
            }

            Assert.Equal(at - Noon - paused, ExecutionFold.Fold(events).Work);
        });

    [Fact]
    public void The_newest_event_that_says_how_long_it_worked_is_right()
    {
        ExecutionEvent[] events =
        [
            Started(Noon),
            new NodeSkipped { At = Noon.AddHours(3), NodeId = "x", Work = 1_250 },
            new ExecutionResumed { At = Noon.AddHours(-3) },
            new NodeSkipped { At = Noon.AddHours(-3).AddSeconds(2), NodeId = "y" },
        ];
        Assert.Equal(TimeSpan.FromMilliseconds(3_250), ExecutionFold.Fold(ExecutionEventCodec.Decode(ExecutionEventCodec.Encode(events))).Work);
        Assert.Contains("\"work\":1250", Encoding.UTF8.GetString(ExecutionEventCodec.Encode(events)), StringComparison.Ordinal);
        Assert.DoesNotContain("\"work\":", Encoding.UTF8.GetString(ExecutionEventCodec.Encode([events[0]])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-600)]
    [InlineData(600)]
    public void A_wait_is_as_long_as_it_was_meant_though_the_clock_is_set(int step)
    {
        var waiting = Waiting();
        var moved = waiting.Moved(TimeSpan.FromSeconds(step));
        var set = Noon.AddSeconds(step + 1);
        Assert.Equal(set.AddSeconds(2), Next(moved, set).WakeAt);
        Assert.Single(Next(moved, set.AddSeconds(2)).Effects);
    }

    [Theory]
    [InlineData(-600, 3)] // The clock of whoever takes over is behind: the whole wait.
    [InlineData(1, 2)]
    [InlineData(600, 0)]
    public void Who_takes_over_waits_no_longer_than_the_whole_wait(int now, int left)
    {
        var at = Noon.AddSeconds(now);
        var taken = Waiting().TakenOverAt(at);
        Assert.Equal(left == 0, Next(taken, at).Effects.Length == 1);
        Assert.Single(Next(taken, at.AddSeconds(left)).Effects);
    }

    // Its first attempt failed at noon, and the second is due three seconds later.
    private static ExecutionState Waiting() => ExecutionFold.Fold(
    [
        Started(Noon),
        new NodeCompleted { At = Noon, NodeId = "t", Step = 0, Taken = [0] },
        new NodeStarted { At = Noon, NodeId = "a", Step = 1, Attempt = 1 },
        new NodeAttemptFailed
        {
            At = Noon,
            NodeId = "a",
            Attempt = 1,
            RetryAt = Noon.AddSeconds(3),
            Call = new CallSummary { Attempt = 1, Outcome = CallOutcome.Failed, StartedAt = Noon, DurationMs = 1 },
        },
    ]);

    private static Advance Next(ExecutionState state, DateTimeOffset now) => ExecutionMachine.Next(state, Plan, now, TimeSpan.Zero);

    private static ExecutionStarted Started(DateTimeOffset at) => new()
    {
        At = at,
        ExecutionId = Guid.NewGuid(),
        WorkflowId = Guid.NewGuid(),
        DefinitionHash = "hash",
        Input = JsonText.Parse("{}"),
        StartNodeId = "t",
    };
}
