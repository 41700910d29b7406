namespace Flowker.Engine.Tests.Expressions;

public sealed class OperatorTests
{
    private const string Context = """
        {"a": {
          "one": 1, "code": "BRL-7", "tags": ["x", 2, null, [1]], "empty": [], "object": {"k": null}, "nul": null, "yes": true
        }}
        """;

    [Theory]
    [InlineData("true OR false AND false", true)]
    [InlineData("(true OR false) AND false", false)]
    [InlineData("NOT false AND false", false)]
    [InlineData("NOT (false AND false)", true)]
    [InlineData("NOT a.one == 2", true)]
    [InlineData("not not true", true)]
    [InlineData("NOT true OR true", true)]
    [InlineData("((((a.one)))) and(a.one==1)or(false)", true)]
    [InlineData("a.one == 1\n\tAnd\r\n a.one != 2", true)]
    [InlineData("(a.one == 1) AND NOT (a.nope > 1 AND true) OR true", null)]
    [InlineData("NOT a.nope", null)]
    [InlineData("true OR NOT a.nope", true)]
    public void Joined_conditions_follow_precedence_and_stop_early(string text, bool? expected) => Check(text, expected);

    [Theory]
    [InlineData("a.one in [3, 2, 1]", true)]
    [InlineData("a.one IN ['1']", true)]
    [InlineData("a.one in [2]", false)]
    [InlineData("a.one in []", false)]
    [InlineData("a.one not in [2]", true)]
    [InlineData("NOT a.one in [1]", false)]
    [InlineData("a.one in[1]", true)]
    [InlineData("a.nul in [1, null]", true)]
    [InlineData("a.code in [\"a, b\", 'BRL-7']", true)]
    [InlineData("a.one in [1, a.nope]", true)]
    [InlineData("a.one in [a.nope, 1]", null)]
    [InlineData("a.nope in []", null)]
    [InlineData("2 in a.tags", true)]
    [InlineData("'2' in a.tags", true)]
    [InlineData("null in a.tags", true)]
    [InlineData("3 in a.tags", false)]
    [InlineData("3 not in a.tags", true)]
    [InlineData("'BRL' in a.code", true)]
    [InlineData("'k' in a.object", true)]
    [InlineData("1 in a.one", null)]
    [InlineData("1 in a.nul", null)]
    public void In_finds_an_equal_value(string text, bool? expected) => Check(text, expected);

    [Theory]
    [InlineData("a.tags contains 'x'", true)]
    [InlineData("a.tags CONTAINS 'X'", false)]
    [InlineData("a.tags contains 2.0", true)]
    [InlineData("a.tags contains null", true)]
    [InlineData("a.tags not contains 5", true)]
    [InlineData("a.empty contains null", false)]
    [InlineData("a.code contains 'BRL'", true)]
    [InlineData("a.code contains 'brl'", false)]
    [InlineData("a.code contains 7", true)]
    [InlineData("a.code contains ''", true)]
    [InlineData("'construed' contains 'true' or 'is true' contains a.yes", true)]
    [InlineData("a.object contains 'k'", true)]
    [InlineData("a.object contains 'x'", false)]
    [InlineData("a.code contains null", null)]
    [InlineData("a.code contains a.tags", null)]
    [InlineData("a.one contains 1", null)]
    [InlineData("a.yes contains 't'", null)]
    [InlineData("a.object contains null", null)]
    public void Contains_looks_into_lists_texts_and_objects(string text, bool? expected) => Check(text, expected);

    [Theory]
    [InlineData("exists(a)", true)]
    [InlineData("EXISTS ( a.one )", true)]
    [InlineData("exists(a.nul)", true)]
    [InlineData("exists(a.nope)", false)]
    [InlineData("exists(nope.at.all)", false)]
    [InlineData("exists(a.tags[3][0])", true)]
    [InlineData("exists(a.tags[4])", false)]
    [InlineData("NOT exists(a.nope) OR a.nope > 1", true)]
    [InlineData("exists(a.nope) AND a.nope > 1", false)]
    [InlineData("a.nope == null", null)]
    public void Exists_asks_without_failing(string text, bool? expected) => Check(text, expected);

    [Theory]
    [InlineData("'it\"s' == \"it\"\"s\"")]
    [InlineData("\"it's\" == 'it''s'")]
    [InlineData("a.path == 'C:\\dir\\'")]
    [InlineData("a.odd == 'x AND (y >= 1) OR ]'")]
    [InlineData("a.emoji == '🙂'")]
    [InlineData("\"\" == ''")]
    [InlineData("'\"' == '\"'")]
    public void Quoted_text_may_hold_anything(string text) => Assert.True(ConditionRun.IsTrue(
        text, """{"a": {"path": "C:\\dir\\", "odd": "x AND (y >= 1) OR ]", "emoji": "🙂"}}"""));

    // Null stands for an evaluation that fails.
    private static void Check(string text, bool? expected)
    {
        if (expected is null)
        {
            ConditionRun.EvaluationError(text, Context);
            return;
        }

        Assert.Equal(expected, ConditionRun.IsTrue(text, Context));
    }
}
