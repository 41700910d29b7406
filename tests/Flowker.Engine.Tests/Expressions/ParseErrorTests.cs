using Flowker.Engine.Expressions;

namespace Flowker.Engine.Tests.Expressions;

public sealed class ParseErrorTests
{
    [Theory]
    [InlineData(null, 1, "empty")]
    [InlineData("\"", 1, "never closed")]
    [InlineData("'", 1, "never closed")]
    [InlineData("a == \"", 6, "never closed")]
    [InlineData("a == 'it's'", 10, "'s'")]
    [InlineData("a = 5", 3, "==")]
    [InlineData("a => 5", 3, ">=")]
    [InlineData("a =< 5", 3, "<=")]
    [InlineData("a <> 5", 3, "!=")]
    [InlineData("a === 5", 5, "==")]
    [InlineData("!a", 1, "NOT")]
    [InlineData("a && b", 3, "AND")]
    [InlineData("a || b", 3, "OR")]
    [InlineData("a+1 > 2", 2, "'+1'")]
    [InlineData("1+1 > 2", 2, "AND, OR or the end")]
    [InlineData("a == \u0007", 6, "U+0007")]
    [InlineData("a > b > 1", 7, "chain")]
    [InlineData("a == b in [1]", 8, "chain")]
    [InlineData("a + ", 5, "the end")]
    [InlineData("a % 2 == 0", 3, "no meaning")]
    [InlineData("a * (b", 7, "')'")]
    [InlineData("size(a) > 1", 1, "there are exists, coalesce, ends_with, fixed, length")]
    [InlineData("length(a, b) > 1", 1, "length takes 1 value")]
    [InlineData("fixed(a) == '1'", 1, "fixed takes 2 values")]
    [InlineData("round(a, 1, 2) > 1", 1, "round takes 1 to 2 values")]
    [InlineData("max() > 1", 1, "max takes 1 or more values")]
    [InlineData("max(a b) > 1", 7, "','")]
    [InlineData("[*] == 1", 2, "name in quotes")]
    [InlineData("a}", 2, "AND, OR or the end")]
    [InlineData("exists(1)", 8, "expected a value")]
    [InlineData("exists(null)", 8, "expected a value")]
    [InlineData("exists(a", 9, "')'")]
    [InlineData("exists()", 8, "expected a value")]
    [InlineData("a ==", 5, "the end")]
    [InlineData("== 5", 1, "'=='")]
    [InlineData("a AND", 6, "the end")]
    [InlineData("a AND OR b", 7, "'OR'")]
    [InlineData("NOT", 4, "the end")]
    [InlineData("a not b", 7, "IN or CONTAINS")]
    [InlineData("my node.score > 1", 4, "AND, OR or the end")]
    [InlineData("(a", 3, "')'")]
    [InlineData("a)", 2, "')'")]
    [InlineData("()", 2, "expected a value")]
    [InlineData("a..b", 1, "dot")]
    [InlineData("a. == 1", 1, "dot")]
    [InlineData(".a == 1", 1, "dot")]
    [InlineData("a[0]..b", 5, "dot")]
    [InlineData("a[-1]", 3, "whole number")]
    [InlineData("a[1.5]", 3, "whole number")]
    [InlineData("a[99999999999]", 3, "whole number")]
    [InlineData("a[b]", 3, "whole number")]
    [InlineData("a[]", 3, "whole number")]
    [InlineData("a[0", 4, "']'")]
    [InlineData("a[", 3, "whole number")]
    [InlineData("[0].x", 2, "name in quotes")]
    [InlineData("a == [1, 2]", 7, "only after IN")]
    [InlineData("a in (1, 2)", 6, "brackets")]
    [InlineData("a in [1, 2", 11, "']'")]
    [InlineData("a in [1,]", 9, "expected a value")]
    [InlineData("a in [1 2]", 9, "','")]
    [InlineData("a in", 5, "the end")]
    [InlineData("a in [[1]]", 8, "only after IN")]
    public void The_message_says_what_is_wrong_and_where(string? text, int column, string part)
    {
        var error = ConditionRun.ParseError(text);
        Assert.StartsWith($"column {column}: ", error, StringComparison.Ordinal);
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        // Not inline data: the compiler stores attributes as UTF-8, which has no such halves.
        foreach (var text in new[] { "a == \"\ud800\"", "a[\"x\udc00\"]", "a in ['\ud800\ud800']", "\ud800", "a.b\udc00" })
        {
            Assert.Contains("surrogate", ConditionRun.ParseError(text), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_message_shows_only_the_start_of_a_long_piece() =>
        Assert.InRange(ConditionRun.ParseError("a " + new string('x', 10_000)).Length, 1, 200);

    [Theory]
    [InlineData("(", ")", 64)]
    [InlineData("NOT ", "", 64)]
    [InlineData("(NOT ", ")", 32)]
    [InlineData("coalesce(", ")", 64)]
    public void Nesting_is_bounded(string open, string close, int deepest)
    {
        string Nested(int depth) =>
            string.Concat(Enumerable.Repeat(open, depth)) + "true" + string.Concat(Enumerable.Repeat(close, depth));

        Assert.NotNull(Condition.TryParse(Nested(deepest), out _));
        Assert.Contains("deeper", ConditionRun.ParseError(Nested(deepest + 1)), StringComparison.Ordinal);
        Assert.Contains("deeper", ConditionRun.ParseError(Nested(200_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_counts_what_is_open_and_not_what_was()
    {
        var text = string.Join(" AND ", Enumerable.Repeat("(NOT (false))", 1_000));
        Assert.True(ConditionRun.IsTrue(text, "{}"));
    }

    [Fact]
    public void A_long_condition_of_many_names_is_read_at_once()
    {
        var text = string.Join(" or ", Enumerable.Range(0, 50_000).Select(i => $"n{i}.x == {i}"));
        Assert.Equal(50_000, Condition.TryParse(text, out _)!.Roots.Count);
    }
}
