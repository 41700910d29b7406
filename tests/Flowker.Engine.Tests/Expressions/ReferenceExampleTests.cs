namespace Flowker.Engine.Tests.Expressions;

/// <summary>The rows of <c>spec/reference-engine.md</c>, 2.5, by their numbers.</summary>
public sealed class ReferenceExampleTests
{
    private const string Context = """
        {
          "workflow": {
            "score": 85, "age": 25, "status": "approved", "risk": "low", "enabled": true, "name": "test", "count": 10,
            "txt": "a OR b", "code": "7", "nul": null, "arr": [1, 2]
          },
          "node-kyc": {"score": 95, "result": {"status": "approved"}},
          "node-aml": {"risk": "low"},
          "tracer-validate": {"body": {"decision": "ALLOW"}},
          "status": "active"
        }
        """;

    [Theory]
    [InlineData(1, "workflow.score > 70", true)]
    [InlineData(2, "workflow.score > 90", false)]
    [InlineData(3, "workflow.age < 30", true)]
    [InlineData(4, "workflow.age < 20", false)]
    [InlineData(5, "workflow.score >= 85", true)]
    [InlineData(6, "workflow.score >= 90", false)]
    [InlineData(7, "workflow.age <= 25", true)]
    [InlineData(8, "workflow.score == 85", true)]
    [InlineData(9, "workflow.score != 85", false)]
    [InlineData(10, "workflow.status == \"approved\"", true)]
    [InlineData(11, "workflow.status == \"rejected\"", false)]
    [InlineData(12, "workflow.risk != \"high\"", true)]
    [InlineData(13, "workflow.status == 'approved'", true)]
    [InlineData(14, "workflow.score > 70 AND workflow.age > 20", true)]
    [InlineData(15, "workflow.score > 70 AND workflow.age > 30", false)]
    [InlineData(16, "workflow.score > 90 OR workflow.age > 20", true)]
    [InlineData(17, "workflow.score > 90 OR workflow.age > 30", false)]
    [InlineData(18, "node-kyc.score > 80 AND node-aml.risk == \"low\"", true)]
    [InlineData(19, "true", true)]
    [InlineData(19, "false", false)]
    [InlineData(20, "workflow.enabled == true", true)]
    [InlineData(21, "node-kyc.result.status == \"approved\"", true)]
    [InlineData(24, "10 > 5", true)]
    [InlineData(24, "3.14 > 3.0", true)]
    [InlineData(25, "workflow.count > 5", true)]
    [InlineData(26, "status == \"active\"", true)]
    [InlineData(28, "workflow.score > 90 AND workflow.age > 20 OR workflow.risk == \"low\"", true)]
    [InlineData(29, "true OR workflow.nope > 1", true)]
    [InlineData(31, "false AND workflow.nope > 1", false)]
    [InlineData(36, "workflow.nul", false)]
    [InlineData(39, "workflow.enabled == \"true\"", true)]
    [InlineData(40, "workflow.code == \"007\"", true)]
    [InlineData(41, "workflow.status", true)]
    [InlineData(43, "workflow.score>=85", true)]
    [InlineData(44, "tracer-validate.body.decision == \"ALLOW\"", true)]
    public void The_result_is_the_one_of_the_reference(int row, string text, bool expected) =>
        Assert.True(expected == ConditionRun.IsTrue(text, Context), $"row {row}");

    [Theory]
    [InlineData(22, "workflow.nonexistent > 5", "not found")]
    [InlineData(23, "workflow.name > \"abc\"", "numeric")]
    [InlineData(30, "workflow.nope > 1 OR true", "not found")]
    [InlineData(37, "workflow.arr.0 == 1", "not found")]
    [InlineData(38, "status == active", "not found")]
    public void The_evaluation_fails_as_in_the_reference(int row, string text, string part) =>
        Assert.True(ConditionRun.EvaluationError(text, Context).Contains(part, StringComparison.Ordinal), $"row {row}");

    [Theory]
    [InlineData(27, "")]
    [InlineData(27, "  \t ")]
    [InlineData(42, "a => 5")]
    [InlineData(42, "a = 5")]
    [InlineData(42, "a <> 5")]
    [InlineData(42, "a > b > 1")]
    public void What_fails_in_every_execution_is_refused_before_the_first(int row, string text) =>
        Assert.True(ConditionRun.ParseError(text).StartsWith("column ", StringComparison.Ordinal), $"row {row}");

    [Theory]
    [InlineData(32, "(workflow.score > 70)", true)]
    [InlineData(33, "workflow.score > 70 and workflow.age > 20", true)]
    [InlineData(34, "workflow.txt == \"a OR b\"", true)]
    [InlineData(35, "workflow.status == \"a>=b\"", false)]
    [InlineData(36, "workflow.nul == null", true)]
    [InlineData(37, "workflow.arr[0] == 1", true)]
    public void What_the_reference_could_not_read_has_its_plain_meaning(int row, string text, bool expected) =>
        Assert.True(expected == ConditionRun.IsTrue(text, Context), $"row {row}");
}
