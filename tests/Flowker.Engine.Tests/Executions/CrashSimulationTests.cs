using CsCheck;

namespace Flowker.Engine.Tests.Executions;

/// <summary>
/// The promise that nothing is lost and nothing committed runs twice, tried by killing the driver at every commit point of
/// generated workflows, once before and once after the commit is written.
/// </summary>
public sealed class CrashSimulationTests
{
    [Fact]
    public void A_crash_at_any_commit_point_changes_neither_the_outcome_nor_the_committed_calls() =>
        Gen.Select(Gen.Int, Gen.Int).Sample((seed, order) =>
        {
            var workflow = GeneratedWorkflow.Make(seed, mayFail: false);
            var undisturbed = Simulation.Run(workflow, order);
            for (var point = 0; point < undisturbed.CommitPoints; point++)
            {
                Compare(undisturbed, Simulation.Run(workflow, order, point, crashAfterWrite: false));
                Compare(undisturbed, Simulation.Run(workflow, order, point, crashAfterWrite: true));
            }
        }, iter: 300);

    [Fact]
    public void A_guard_that_holds_calls_back_changes_nothing_but_time_also_when_the_driver_crashes() =>
        Gen.Select(Gen.Int, Gen.Int).Sample((seed, order) =>
        {
            var workflow = GeneratedWorkflow.Make(seed, mayFail: false);
            var unguarded = Simulation.Run(workflow, order);
            var guarded = Simulation.Run(workflow, order, guarded: true);
            Compare(unguarded, guarded);
            for (var point = 0; point < guarded.CommitPoints; point += 3)
            {
                Compare(unguarded, Simulation.Run(workflow, order, point, crashAfterWrite: point % 2 == 0, guarded: true));
            }
        }, iter: 200);

    [Fact]
    public void A_failing_workflow_fails_after_a_crash_too() =>
        Gen.Select(Gen.Int, Gen.Int).Sample((seed, order) =>
        {
            var workflow = GeneratedWorkflow.Make(seed, mayFail: true);
            var undisturbed = Simulation.Run(workflow, order);
            for (var point = 0; point < undisturbed.CommitPoints; point++)
            {
                var crashed = Simulation.Run(workflow, order, point, crashAfterWrite: true);
                Assert.Equal(undisturbed.State.Status, crashed.State.Status);
                Assert.All(crashed.State.Nodes.Values, n => Assert.True(n.Decided));
            }
        }, iter: 300);

    private static void Compare(Simulation undisturbed, Simulation crashed)
    {
        Assert.Equal(undisturbed.Outcome(), crashed.Outcome());
        foreach (var calls in crashed.Calls.GroupBy(c => c.NodeId))
        {
            var before = undisturbed.Calls.Where(c => c.NodeId == calls.Key).ToArray();
            Assert.Single(calls.Select(c => (c.Key, c.Payload)).Append((before[0].Key, before[0].Payload)).Distinct());
            var repeated = calls.Count() - before.Length;
            Assert.InRange(repeated, 0, crashed.InFlightAtCrash.Contains(calls.Key) ? 1 : 0);
        }
    }
}
