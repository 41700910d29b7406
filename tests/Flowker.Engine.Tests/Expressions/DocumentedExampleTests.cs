namespace Flowker.Engine.Tests.Expressions;

/// <summary>The examples of <c>docs/expressions.md</c>.</summary>
public sealed class DocumentedExampleTests
{
    private const string Context = """
        {"workflow": {"score": 85, "status": "approved", "enabled": true, "code": "7", "note": null, "tags": ["vip", "br"]}}
        """;

    [Theory]
    [InlineData("workflow.score >= 85", true)]
    [InlineData("workflow.score > 90 OR workflow.status == 'approved'", true)]
    [InlineData("NOT (workflow.score > 90 or workflow.enabled)", false)]
    [InlineData("workflow.status in [\"approved\", \"review\"]", true)]
    [InlineData("workflow.tags contains \"vip\" and workflow.tags[1] == \"br\"", true)]
    [InlineData("workflow.status contains \"prov\"", true)]
    [InlineData("workflow.code == \"007\"", true)]
    [InlineData("workflow.enabled == \"true\"", true)]
    [InlineData("workflow.note == null", true)]
    [InlineData("workflow.note", false)]
    [InlineData("exists(workflow.limit) AND workflow.limit > 5", false)]
    [InlineData("true OR workflow.limit > 5", true)]
    public void The_result_is_the_documented_one(string text, bool expected) =>
        Assert.Equal(expected, ConditionRun.IsTrue(text, Context));

    [Theory]
    [InlineData("workflow.limit == null", "workflow.limit not found")]
    [InlineData("workflow.status > \"a\"", "an ordering needs numeric values")]
    [InlineData("workflow.status == approved", "approved not found: there is no value named \"approved\"; a text stands in quotes")]
    public void The_failure_is_the_documented_one(string text, string part) =>
        Assert.Contains(part, ConditionRun.EvaluationError(text, Context), StringComparison.Ordinal);
}
