using CsCheck;
using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>Rules that hold for every workflow, tried on generated ones.</summary>
public sealed class GeneratedWorkflowTests
{
    private static readonly Gen<(int Seed, int Order)> Seeds = Gen.Select(Gen.Int, Gen.Int);

    [Fact]
    public void Every_node_is_decided_exactly_once() =>
        Seeds.Sample(seeds =>
        {
            var run = Simulation.Run(GeneratedWorkflow.Make(seeds.Seed, mayFail: true), seeds.Order);
            var decided = run.Events.Select(NodeDecidedBy).OfType<string>().ToArray();
            Assert.Equal(decided.Length, decided.Distinct().Count());
            if (run.State.Status is ExecutionStatus.Completed)
            {
                Assert.Equal(run.State.Nodes.Count, decided.Length);
            }
        }, iter: 2_000);

    [Fact]
    public void A_node_starts_only_when_every_incoming_edge_is_decided_and_one_is_taken() =>
        Seeds.Sample(seeds =>
        {
            var workflow = GeneratedWorkflow.Make(seeds.Seed, mayFail: true);
            var state = ExecutionState.Empty;
            foreach (var happened in Simulation.Run(workflow, seeds.Order).Events)
            {
                if (BegunBy(happened) is { } nodeId && nodeId != "t" && !state.Nodes.ContainsKey(nodeId))
                {
                    var incoming = workflow.Plan.ById[nodeId].Incoming;
                    Assert.All(incoming, e => Assert.True(state.Nodes[workflow.Plan.Nodes[e.Source].Id].Decided));
                    Assert.Contains(incoming, e => state.Nodes[workflow.Plan.Nodes[e.Source].Id].Taken.Contains(e.Index));
                }

                state = ExecutionFold.Apply(state, happened);
            }
        }, iter: 2_000);

    [Fact]
    public void A_skipped_node_has_only_dead_edges_before_it() =>
        Seeds.Sample(seeds =>
        {
            var workflow = GeneratedWorkflow.Make(seeds.Seed, mayFail: false);
            var nodes = Simulation.Run(workflow, seeds.Order).State.Nodes;
            foreach (var skipped in nodes.Values.Where(n => n.Status is NodeStatus.Skipped))
            {
                var incoming = workflow.Plan.ById[skipped.NodeId].Incoming;
                Assert.DoesNotContain(incoming, e => nodes[workflow.Plan.Nodes[e.Source].Id].Taken.Contains(e.Index));
            }
        }, iter: 1_000);

    [Fact]
    public void The_result_is_the_same_whatever_order_branches_finish_in() =>
        Seeds.Sample(seeds =>
        {
            var workflow = GeneratedWorkflow.Make(seeds.Seed, mayFail: true);
            var one = Simulation.Run(workflow, seeds.Order);
            var other = Simulation.Run(workflow, ~seeds.Order);
            Assert.Equal(one.State.Status, other.State.Status);
            if (one.State.Status is ExecutionStatus.Completed)
            {
                Assert.Equal(one.Outcome(), other.Outcome());
            }
        }, iter: 2_000);

    [Fact]
    public void A_repeated_call_has_the_key_and_the_payload_of_the_first() =>
        Seeds.Sample(seeds =>
        {
            var run = Simulation.Run(GeneratedWorkflow.Make(seeds.Seed, mayFail: true), seeds.Order);
            foreach (var calls in run.Calls.GroupBy(c => c.NodeId))
            {
                Assert.Single(calls.Select(c => (c.Key, c.Payload)).Distinct());
                Assert.Equal(Enumerable.Range(1, calls.Count()), calls.Select(c => c.Attempt));
            }
        }, iter: 1_000);

    private static string? NodeDecidedBy(ExecutionEvent happened) => happened switch
    {
        NodeCompleted e => e.NodeId,
        NodeFailed e => e.NodeId,
        NodeSkipped e => e.NodeId,
        _ => null,
    };

    private static string? BegunBy(ExecutionEvent happened) => happened switch
    {
        NodeStarted e => e.NodeId,
        NodeCompleted e => e.NodeId,
        _ => null,
    };
}
