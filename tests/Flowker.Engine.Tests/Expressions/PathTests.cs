using Flowker.Engine.Expressions;

namespace Flowker.Engine.Tests.Expressions;

public sealed class PathTests
{
    private const string Context = """
        {
          "workflow": {
            "items": [{"sku": "A"}, {"sku": "B", "tags": [["x"], ["y", "z"]]}],
            "_webhook": {"headers": {"X-Request-Id": "r-1", "Content-Type": "application/json"}},
            "a.b": 1, "say \"hi\"": 2, "": 3, "ação": 4, "名前": 5, "e\u0301": 6, "and": 7, "0": 8,
            "$ref": 9, "@type": 10, "urn:x": 11, "null": null
          },
          "550e8400-e29b-41d4-a716-446655440000": {"ok": true},
          "not": {"x": 1}, "in": {"x": 1}, "exists": {"x": 1}, "null": {"x": 1},
          "my node": {"score": 1},
          "1": {"2": {"x": 1}}
        }
        """;

    [Theory]
    [InlineData("workflow.items[0].sku == \"A\"")]
    [InlineData("workflow.items[1].sku == \"B\"")]
    [InlineData("workflow.items[1].tags[1][0] == \"y\"")]
    [InlineData("workflow.items[ 1 ].sku == \"B\"")]
    [InlineData("workflow._webhook.headers.X-Request-Id == \"r-1\"")]
    [InlineData("workflow._webhook.headers[\"Content-Type\"] == \"application/json\"")]
    [InlineData("workflow[\"a.b\"] == 1")]
    [InlineData("workflow['say \"hi\"'] == 2")]
    [InlineData("workflow[\"say \"\"hi\"\"\"] == 2")]
    [InlineData("workflow[\"\"] == 3")]
    [InlineData("workflow.ação == 4")]
    [InlineData("workflow.名前 == 5")]
    [InlineData("workflow.e\u0301 == 6")]
    [InlineData("workflow.and == 7")]
    [InlineData("workflow.0 == 8")]
    [InlineData("workflow.$ref == 9 and workflow.@type == 10 and workflow.urn:x == 11")]
    [InlineData("workflow.null == null")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000.ok")]
    [InlineData("not.x == 1 and in.x == 1 and exists.x == 1 and null.x == 1")]
    [InlineData("exists[\"x\"] == 1")]
    [InlineData("[\"my node\"].score == 1")]
    [InlineData("1.2.x == 1")]
    public void A_path_reaches_its_field(string text) => Assert.True(ConditionRun.IsTrue(text, Context));

    [Theory]
    [InlineData("workflow.items[2].sku", "workflow.items is a list without element 2")]
    [InlineData("workflow.items.sku", "workflow.items is a list without \"sku\"")]
    [InlineData("workflow.items[0][0]", "workflow.items[0] is an object without element 0")]
    [InlineData("workflow.items[0].sku.x", "workflow.items[0].sku is text without \"x\"")]
    [InlineData("workflow.null.x", "workflow.null is null without \"x\"")]
    [InlineData("workflow._webhook.headers.x-request-id", "workflow._webhook.headers is an object without \"x-request-id\"")]
    [InlineData("Workflow.items", "no value named \"Workflow\"")]
    public void A_missing_field_is_named_with_the_step_that_led_nowhere(string text, string part)
    {
        var error = ConditionRun.EvaluationError(text, Context);
        Assert.StartsWith($"column 1: field {text} not found: ", error, StringComparison.Ordinal);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_points_at_the_path_that_failed() =>
        Assert.StartsWith(
            "column 23: field workflow.nope ",
            ConditionRun.EvaluationError("exists(workflow) AND (workflow.nope > 1)", Context),
            StringComparison.Ordinal);

    [Fact]
    public void A_repeated_member_has_its_last_value() =>
        Assert.True(ConditionRun.IsTrue("a.x == 2", """{"a": {"x": 1, "x": 2}}"""));

    [Fact]
    public void A_condition_tells_which_names_it_reads()
    {
        var condition = Condition.TryParse(
            "node-a.x > node-b.y OR node-a.z in [workflow.p, \"q\", 3] AND NOT exists([\"my node\"].x) OR output", out _);
        Assert.Equal(["node-a", "node-b", "workflow", "my node", "output"], condition!.Roots);
    }

    [Fact]
    public void A_condition_of_literals_reads_no_names() =>
        Assert.Empty(Condition.TryParse("1 < 2 and not false or null == 'x'", out _)!.Roots);
}
