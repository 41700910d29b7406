using System.Text;
using System.Text.Json;
using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>What a later version may have written.</summary>
public sealed class UnknownEventTests
{
    [Fact]
    public void An_event_that_is_not_known_is_never_forgotten()
    {
        Assert.ThrowsAny<JsonException>(() => ExecutionEventCodec.Decode(Encoding.UTF8.GetBytes("""[{"e":"approved","at":"2026-05-01T12:00:00Z"}]""")));
        Assert.Throws<UnknownEventException>(() => ExecutionFold.Apply(ExecutionState.Empty, new Approved { At = DateTimeOffset.UnixEpoch }));
    }

    [Fact]
    public void What_was_set_aside_does_nothing_until_it_is_taken_up_and_that_time_is_no_work()
    {
        var noon = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var state = ExecutionFold.Fold(
        [
            new ExecutionStarted
            {
                At = noon, ExecutionId = Guid.NewGuid(), WorkflowId = Guid.NewGuid(), DefinitionHash = "h", Input = JsonElement.Parse("{}"), StartNodeId = "t",
            },
            new ExecutionSetAside { At = noon.AddHours(1) },
        ]);
        var plan = Flowker.Engine.Workflows.PlanCompiler.Compile(new() { Name = "w", Nodes = [new() { Id = "t", Type = "trigger" }] }).Plan!;
        var aside = ExecutionMachine.Next(state, plan, noon.AddDays(3), state.Work);
        Assert.True(aside.State.SetAside);
        Assert.Equal((0, null), (aside.Events.Length, aside.WakeAt));
        ExecutionEvent[] takenUp = [new ExecutionResumed { At = noon.AddDays(3) }, new ExecutionTakenUp { At = noon.AddDays(3), Reason = "try" }];
        state = takenUp.Aggregate(state, ExecutionFold.Apply);
        Assert.Equal(TimeSpan.Zero, state.Work);
        Assert.Equal(ExecutionStatus.Completed, ExecutionMachine.Next(state, plan, noon.AddDays(3), state.Work).State.Status);
    }

    private sealed record Approved : ExecutionEvent;
}
