using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>The rules of the graph, each by a small workflow.</summary>
public sealed class ExecutionMachineTests
{
    private const string Call = """{"executorId":"http"}""";

    [Fact]
    public void Nodes_in_sequence_are_called_one_after_the_other()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", Call), ("b:executor", Call)], ["t->a", "a->b"]);
        Assert.Equal(["a#1"], run.Calls);
        Assert.Equal(["b#1"], run.Ok("a").Calls);
        Assert.Equal(ExecutionStatus.Completed, run.Ok("b").State.Status);
        Assert.Equal((1, 2, 2), (run.Node("a").Step, run.Node("b").Step, run.State.CurrentStep));
    }

    [Fact]
    public void Branches_are_called_together_and_the_join_runs_once_after_the_last()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", Call), ("b:executor", Call), ("j:executor", Call)], ["t->a", "t->b", "a->j", "b->j"]);
        Assert.Equal(["a#1", "b#1"], run.Calls);
        Assert.Empty(run.Ok("b").Calls);
        Assert.Equal(["j#1"], run.Ok("a").Calls);
        Assert.Equal(ExecutionStatus.Completed, run.Ok("j").State.Status);
    }

    [Fact]
    public void A_conditional_follows_its_branch_and_the_other_is_skipped_all_the_way_down()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("c:conditional", """{"condition":"workflow.amount > 100"}"""), ("yes:executor", Call), ("no:executor", Call), ("after:executor", Call)],
            ["t->c", "c|true->yes", "c|false->no", "no->after"],
            """{"amount":250}""");
        Assert.Equal(["yes#1"], run.Calls);
        Assert.Equal(NodeStatus.Skipped, run.Node("no").Status);
        Assert.Equal(NodeStatus.Skipped, run.Node("after").Status);
        Assert.Equal("""{"condition":"workflow.amount > 100","result":true,"branchTaken":"true"}""", run.Node("c").Output!.Value.GetRawText());
    }

    [Fact]
    public void A_join_behind_a_dead_branch_runs_for_the_living_one()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("c:conditional", """{"condition":"workflow.amount > 100"}"""), ("yes:executor", Call), ("no:executor", Call), ("j:executor", Call)],
            ["t->c", "c|true->yes", "c|false->no", "yes->j", "no->j"],
            """{"amount":1}""");
        Assert.Equal(["no#1"], run.Calls);
        Assert.Equal(["j#1"], run.Ok("no").Calls);
    }

    [Fact]
    public void An_answer_that_is_no_valid_Unicode_can_be_set_as_output_and_stored()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", Call), ("o:action", """{"actionType":"set_output","output":{"seen":"${a}"}}""")], ["t->a", "a->o"]);
        run = run.Ok("a", """{"text":"\ud800"}""");
        Assert.Equal(ExecutionStatus.Completed, run.State.Status);
        Assert.Contains("""{"text":"\ud800"}""", run.Node("o").Output!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edge_condition_sees_the_output_of_its_source()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("kyc:executor", Call), ("low:executor", Call), ("high:executor", Call)],
            ["t->kyc", "kyc->low if kyc.body.score < 50", "kyc->high if kyc.body.score >= 50"]);
        Assert.Equal(["low#1"], run.Ok("kyc", """{"score":25}""").Calls);
        Assert.Equal(NodeStatus.Skipped, run.Node("high").Status);
    }

    [Fact]
    public void An_edge_condition_without_a_value_fails_the_execution_but_keeps_the_step()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", Call), ("b:executor", Call)], ["t->a", "a->b if a.body.nope > 1"]).Ok("a");
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Equal("FLK-0105", run.State.Failure!.Code);
        Assert.Equal(NodeStatus.Completed, run.Node("a").Status);
    }

    [Fact]
    public void An_error_edge_takes_the_failure_and_the_execution_goes_on()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", Call), ("ok:executor", Call), ("undo:executor", Call)], ["t->a", "a->ok", "a|error->undo if a.error.outcome == \"rejected\""]);
        Assert.Equal(["undo#1"], run.Status("a", 422).Calls);
        Assert.Equal(NodeStatus.Skipped, run.Node("ok").Status);
        Assert.Equal("as told", run.Node("a").Output!.Value.GetProperty("body").GetProperty("reason").GetString());
        Assert.Equal(ExecutionStatus.Completed, run.Ok("undo").State.Status);
    }

    [Fact]
    public void An_error_edge_is_dead_after_success()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", Call), ("undo:executor", Call)], ["t->a", "a|error->undo"]).Ok("a");
        Assert.Equal(NodeStatus.Skipped, run.Node("undo").Status);
        Assert.Equal(ExecutionStatus.Completed, run.State.Status);
    }

    [Fact]
    public void A_failure_starts_nothing_new_but_hears_the_calls_in_flight()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", Call), ("b:executor", Call), ("c:executor", Call)], ["t->a", "t->b", "b->c"]);
        Assert.Empty(run.Status("a", 400).Calls);
        Assert.Equal(ExecutionStatus.Running, run.State.Status);
        Assert.Empty(run.Ok("b").Calls);
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Equal(NodeStatus.Completed, run.Node("b").Status);
        Assert.Equal("a", run.State.Failure!.NodeId);
        Assert.Contains("executor call failed after 1 attempt", run.State.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_that_no_trigger_reaches_are_skipped()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("other:trigger", "{}"), ("a:executor", Call)], ["other->a"]);
        Assert.Equal(ExecutionStatus.Completed, run.State.Status);
        Assert.Equal(NodeStatus.Skipped, run.Node("a").Status);
    }

    [Fact]
    public void The_last_output_set_is_the_final_output()
    {
        const string set = """{"actionType":"set_output","output":{"decision":"approved","score":"${kyc.body.score}"}}""";
        var run = Drawn.Workflow([("t:trigger", "{}"), ("kyc:executor", Call), ("o:action", set)], ["t->kyc", "kyc->o"]);
        run.Ok("kyc", """{"score":12345678901234567890.10}""");
        Assert.Equal("""{"decision":"approved","score":12345678901234567890.10}""", FinalOutput.Of(run.State)!.Value.GetRawText());
    }

    [Fact]
    public void Without_a_set_output_the_final_output_is_the_whole_context()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", Call)], ["t->a"], """{"amount":1.50}""").Ok("a", """{"id":7}""");
        Assert.Equal("""{"workflow":{"amount":1.50},"a":{"status":200,"body":{"id":7}}}""", FinalOutput.Of(run.State)!.Value.GetRawText());
    }

    [Fact]
    public void An_output_mapping_makes_what_later_nodes_see()
    {
        const string mapped = """{"executorId":"http","outputMapping":[{"source":"body.score","target":"result.score"}]}""";
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", mapped), ("b:executor", Call)], ["t->a", "a->b if a.result.score == 3"]);
        Assert.Equal(["b#1"], run.Ok("a", """{"score":3}""").Calls);
    }

    [Fact]
    public void A_node_sees_its_ancestors_and_not_a_parallel_branch()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", Call), ("b:executor", Call), ("c:executor", Call)], ["t->a", "t->b", "b->c"]).Ok("a").Ok("b");
        var call = ExecutionMachine.Prepare(run.State, run.Plan, "c").Call!;
        Assert.Equal(["workflow", "b"], call.Context.Names);
    }
}
