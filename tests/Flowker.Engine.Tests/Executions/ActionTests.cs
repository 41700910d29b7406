using System.Globalization;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Executions;

/// <summary>What action nodes do: <c>set_output</c>, <c>transform</c>, <c>log</c>, <c>fail</c>.</summary>
public sealed class ActionTests
{
    private const string Http = """{"executorId":"http"}""";

    [Fact]
    public void A_transform_puts_a_value_into_the_context_of_the_nodes_behind_it()
    {
        var run = Drawn.Workflow(
            [
                ("t:trigger", "{}"),
                ("fee:action", """{"actionType":"transform","value":{"amount":"${round(workflow.amount * 0.015, 2)}","all":["${workflow.amount}"]}}"""),
                ("big:conditional", """{"condition":"fee.amount > 20"}"""),
                ("o:action", """{"actionType":"set_output","output":{"fee":"${fee.amount}"}}"""),
            ],
            ["t->fee", "fee->big if fee.amount == 22.51", "big|true->o"],
            """{"amount":1500.50}""");

        Assert.Equal(ExecutionStatus.Completed, run.State.Status);
        Assert.Equal("""{"amount":22.51,"all":[1500.50]}""", run.Node("fee").Output?.GetRawText());
        Assert.Equal("""{"fee":22.51}""", FinalOutput.Of(run.State)?.GetRawText());
    }

    [Fact]
    public void Without_a_set_output_what_a_transform_made_is_in_the_final_output()
    {
        var run = Drawn.Workflow(
            [
                ("t:trigger", "{}"),
                ("id:action", """{"actionType":"transform","inputMapping":[{"source":"workflow.n","target":"n"}]}"""),
                ("none:action", """{"actionType":"transform","transforms":[{"operation":"extract","spec":{"path":"workflow.gone"}}]}"""),
                ("note:action", """{"actionType":"note"}"""),
            ],
            ["t->id", "id->none", "none->note"],
            """{"n":1}""");

        Assert.Equal("""{"workflow":{"n":1},"id":{"n":1}}""", FinalOutput.Of(run.Crash(TimeSpan.Zero).State)?.GetRawText());
    }

    [Fact]
    public void A_log_leaves_its_message_and_never_fails()
    {
        var run = Drawn.Workflow(
            [
                ("t:trigger", "{}"),
                ("a:action", """{"actionType":"log","message":"Client ${workflow.id} has ${length(workflow.tags)} tags."}"""),
                ("b:action", """{"actionType":"log","level":"error","message":"${workflow.id + workflow.gone}"}"""),
                ("c:action", """{"actionType":"log","message":"${workflow.long}"}"""),
            ],
            ["t->a", "a->b", "b->c"],
            $$"""{"id":7,"tags":["x"],"long":"{{new string('x', 1_998)}}😀😀"}""");

        Assert.Equal(ExecutionStatus.Completed, run.State.Status);
        Assert.Equal("""{"actionType":"log","level":"info","message":"Client 7 has 1 tags."}""", run.Node("a").Output?.GetRawText());
        Assert.Contains("workflow.gone not found", run.Node("b").Output?.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(new string('x', 1_998) + "…", run.Node("c").Output?.GetProperty("message").GetString());
        Assert.False(FinalOutput.Of(run.State)?.TryGetProperty("a", out _));
    }

    [Theory]
    [InlineData("""{"actionType":"log"}""")]
    [InlineData("""{"actionType":"log","message":null,"level":"info","note":"x"}""")]
    [InlineData("""{"actionType":"log","level":"any"}""")]
    public void A_log_without_a_message_logs_nothing_and_leaves_its_data(string data)
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:action", data)], ["t->a"]);

        Assert.Equal(ExecutionStatus.Completed, run.State.Status);
        Assert.Equal(data, run.Node("a").Output?.GetRawText());
    }

    [Fact]
    public void A_fail_ends_the_execution_with_the_authors_code_and_message()
    {
        var run = Drawn.Workflow(
            [
                ("t:trigger", "{}"),
                ("stop:action", """{"actionType":"fail","code":"LIMIT_EXCEEDED","message":"${workflow.amount} is more than the limit."}"""),
                ("after:action", """{"actionType":"set_output","output":{}}"""),
            ],
            ["t->stop", "stop->after"],
            """{"amount":10.50}""");

        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
        Assert.Equal(new Failure("LIMIT_EXCEEDED", "10.50 is more than the limit.", "stop"), run.State.Failure);
        Assert.Equal(NodeStatus.Failed, run.Node("stop").Status);
        Assert.False(run.State.Nodes.ContainsKey("after"));
    }

    [Fact]
    public void A_fail_waits_for_the_calls_in_flight_and_records_them()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("call:executor", Http), ("stop:action", """{"actionType":"fail","code":"NO","message":"no"}""")],
            ["t->call", "t->stop"]);

        Assert.Equal((ExecutionStatus.Running, NodeStatus.Calling), (run.State.Status, run.Node("call").Status));
        run.Ok("call");
        Assert.Equal((ExecutionStatus.Failed, NodeStatus.Completed), (run.State.Status, run.Node("call").Status));
        Assert.Equal("NO", run.State.Failure?.Code);
    }

    [Fact]
    public void A_fail_whose_message_cannot_be_made_fails_all_the_same()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("stop:action", """{"actionType":"fail","code":"NO","message":"${upper(workflow.gone)}"}""")], ["t->stop"]);

        Assert.Equal("NO", run.State.Failure?.Code);
        Assert.Contains("workflow.gone not found", run.State.Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"actionType":"transform","value":"${workflow.gone + 1}"}""")]
    [InlineData("""{"actionType":"transform","inputMapping":[{"source":"gone","target":"x","required":true}]}""")]
    [InlineData("""{"actionType":"set_output","output":{"x":"${upper(workflow.gone)}"}}""")]
    public void A_value_that_cannot_be_made_fails_the_execution(string data)
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("x:action", data)], ["t->x"]);

        Assert.Equal("FLK-0142", run.State.Failure?.Code);
        Assert.StartsWith("node \"x\": the ", run.State.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_and_uuids_are_the_same_in_every_attempt_and_after_a_crash()
    {
        const string transforms = """[{"operation":"uuid","spec":{"id":{"version":4}}},{"operation":"timestamp","spec":{"at":{"inputFormat":"$now","outputFormat":"2006-01-02T15:04:05.000Z07:00"}}}]""";
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("call:executor", $$"""{"executorId":"http","transforms":{{transforms}},"outputTransforms":{{transforms}}}""")], ["t->call"]);

        string Sent() => ExecutionMachine.Prepare(run.State, run.Plan, "call").Call!.Payload.GetRawText();
        var first = Sent();
        var started = run.Now;
        Assert.Contains(started.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), first, StringComparison.Ordinal);
        Assert.Equal(first, run.Status("call", 503).After(TimeSpan.FromMinutes(1)) is { Calls: ["call#2"] } ? Sent() : "no second attempt");
        Assert.Equal(first, run.Crash(TimeSpan.FromHours(1)) is { Calls: ["call#2"] } ? Sent() : "no repetition");

        run.Ok("call");
        var output = run.Node("call").Output!.Value;
        var sent = JsonText.Parse(first);
        Assert.Equal(sent.GetProperty("at").GetString(), output.GetProperty("at").GetString());
        Assert.NotEqual(sent.GetProperty("id").GetString(), output.GetProperty("id").GetString());
        Assert.Equal(200, output.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("action", """{"actionType":"set_output"}""", "FLK-0143", "output")]
    [InlineData("action", """{"actionType":"set_output","output":[]}""", "FLK-0143", "output")]
    [InlineData("action", """{"actionType":"set_output","output":{"a":"${"}}""", "FLK-0142", "output")]
    [InlineData("action", """{"actionType":"transform"}""", "FLK-0143", "value")]
    [InlineData("action", """{"actionType":"transform","value":1,"transforms":[{"operation":"pass"}]}""", "FLK-0143", "value")]
    [InlineData("action", """{"actionType":"transform","value":"${a b}"}""", "FLK-0142", "value")]
    [InlineData("action", """{"actionType":"transform","transforms":[{"operation":"nope","spec":{"a":1}}]}""", "FLK-0142", "transforms")]
    [InlineData("action", """{"actionType":"transform","inputMapping":[{"source":"a","target":"b."}]}""", "FLK-0140", "inputMapping")]
    [InlineData("action", """{"actionType":"log","message":7}""", "FLK-0143", "message")]
    [InlineData("action", """{"actionType":"log","message":"x","level":"loud"}""", "FLK-0143", "level")]
    [InlineData("action", """{"actionType":"log","message":"x","level":7}""", "FLK-0143", "level")]
    [InlineData("action", """{"actionType":"log","message":"${nope()}"}""", "FLK-0142", "message")]
    [InlineData("action", """{"actionType":"fail","message":"x"}""", "FLK-0143", "code")]
    [InlineData("action", """{"actionType":"fail","code":"FLK-0504","message":"x"}""", "FLK-0143", "code")]
    [InlineData("action", """{"actionType":"fail","code":"a b","message":"x"}""", "FLK-0143", "code")]
    [InlineData("action", """{"actionType":"fail","code":"A","message":{}}""", "FLK-0143", "message")]
    [InlineData("executor", """{"executorId":"http","path":"/x/${a..b}"}""", "FLK-0142", "path")]
    [InlineData("executor", """{"executorId":"http","body":{"a":["${"]}}""", "FLK-0142", "body")]
    [InlineData("executor", """{"executorId":"http","headers":{"a":"${ }"}}""", "FLK-0142", "headers")]
    [InlineData("executor", """{"executorId":"http","outputTransforms":[{"operation":"shift"}]}""", "FLK-0142", "outputTransforms")]
    [InlineData("executor", """{"executorId":"http","outputMapping":[{"source":"a[","target":"b"}]}""", "FLK-0141", "outputMapping")]
    public void What_cannot_run_is_told_before_the_first_execution(string type, string data, string code, string member)
    {
        var definition = new WorkflowDefinition { Name = "w", Nodes = [new NodeDefinition { Id = "n", Type = type, Data = JsonText.Parse(data) }] };
        var finding = Assert.Single(PlanCompiler.Compile(definition).Findings);
        Assert.Equal((code, $"nodes[0].data.{member}", "n"), (finding.Code, finding.Field, finding.NodeId));
        Assert.Contains("'n'", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transform_cannot_hide_the_input()
    {
        var definition = new WorkflowDefinition
        {
            Name = "w",
            Nodes = [new NodeDefinition { Id = "workflow", Type = "action", Data = JsonText.Parse("""{"actionType":"transform","value":1}""") }],
        };
        Assert.Equal("FLK-0143", Assert.Single(PlanCompiler.Compile(definition).Findings).Code);
    }

    [Fact]
    public void An_action_of_an_unknown_type_only_leaves_its_trace()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("x:action", """{"actionType":"notify","output":{"a":"${"}}""")], ["t->x"]);
        Assert.Equal(ExecutionStatus.Completed, run.State.Status);
        Assert.Equal("""{"actionType":"notify","output":{"a":"${"}}""", run.Node("x").Output?.GetRawText());
    }
}
