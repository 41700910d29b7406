namespace Flowker.Engine.Tests.Expressions;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("0.3", "0.29999999999999998")]
    [InlineData("100000000000000000000000000000000000000.01", "100000000000000000000000000000000000000")]
    [InlineData("1e400", "1e399")]
    [InlineData("1e-400", "0")]
    [InlineData("-1e-400", "-1")]
    [InlineData("1e99999999999999999999", "1e500")]
    [InlineData("1", "-1e99999999999999999999")]
    [InlineData("1e18446744073709551617", "1e500")]
    [InlineData("1", "1e-18446744073709551617")]
    [InlineData("10", "9.99")]
    [InlineData("-9.99", "-10")]
    public void Numbers_are_ordered_by_their_exact_value(string larger, string smaller)
    {
        var json = $$$"""{"a": {"number": {{{larger}}}, "text": "{{{larger}}}"}, "b": {"number": {{{smaller}}}, "text": "{{{smaller}}}"}}""";
        foreach (var left in new[] { "a.number", "a.text", larger, $"'{larger}'" })
        {
            foreach (var right in new[] { "b.number", "b.text", smaller, $"\"{smaller}\"" })
            {
                Assert.True(ConditionRun.IsTrue($"{left} > {right} AND {left} >= {right} AND {left} != {right}", json));
                Assert.True(ConditionRun.IsTrue($"{right} < {left} AND {right} <= {left} AND NOT {right} == {left}", json));
            }
        }
    }

    [Theory]
    [InlineData("1.0 == 1")]
    [InlineData("'007' == '7'")]
    [InlineData("'1e3' == 1000")]
    [InlineData("1_000 == 1000")]
    [InlineData("+5 == 5")]
    [InlineData(".5 == 0.50")]
    [InlineData("5. == 5")]
    [InlineData("1e+2 == 100")]
    [InlineData("-0 == 0.000e9")]
    [InlineData("12300e-2 == 123")]
    [InlineData("0.00123E5 == 123")]
    public void Numbers_written_differently_are_equal(string text) => Assert.True(ConditionRun.IsTrue(text, "{}"));

    [Theory]
    [InlineData("'NaN' == 'NaN'", true)]
    [InlineData("'inf' == 'Infinity'", false)]
    [InlineData("'0x10' == 16", false)]
    [InlineData("' 7' == 7", false)]
    [InlineData("'1__0' == 10", false)]
    [InlineData("'1_' == 1", false)]
    [InlineData("'1e' == 1", false)]
    [InlineData("'.' == 0", false)]
    [InlineData("'1.2.3' == '1.2.30'", false)]
    [InlineData("'' == 0", false)]
    public void Texts_that_are_no_decimal_numbers_are_compared_as_texts(string text, bool expected) =>
        Assert.Equal(expected, ConditionRun.IsTrue(text, "{}"));

    [Theory]
    [InlineData("a.yes == 'true'", true)]
    [InlineData("a.yes == 'TRUE'", false)]
    [InlineData("a.yes == 1", false)]
    [InlineData("TRUE == True", true)]
    [InlineData("'approved' == 'Approved'", false)]
    [InlineData("a.nul == NULL", true)]
    [InlineData("a.nul != null", false)]
    [InlineData("a.text != null", true)]
    [InlineData("null == 'null'", false)]
    [InlineData("a.nul == 0", false)]
    [InlineData("a.nul == ''", false)]
    [InlineData("a.list == a.same", true)]
    [InlineData("a.list == a.other", false)]
    [InlineData("a.list == '[1 2]'", false)]
    [InlineData("a.object == a.turned", true)]
    [InlineData("a.object == a.longer", false)]
    [InlineData("a.object != a.list", true)]
    public void Equality_is_by_kind(string text, bool expected) => Assert.Equal(expected, ConditionRun.IsTrue(text, """
        {"a": {
          "yes": true, "nul": null, "text": "x", "list": [1, 2], "same": [1.0, 2e0], "other": [2, 1],
          "object": {"x": 1, "y": {"z": []}}, "turned": {"y": {"z": []}, "x": 1.0}, "longer": {"x": 1, "y": {"z": []}, "w": 1}
        }}
        """));

    [Theory]
    [InlineData("a.yes > 0", "a boolean")]
    [InlineData("a.nul <= 0", "null")]
    [InlineData("0 < a.list", "a list")]
    [InlineData("a.object >= 1", "an object")]
    [InlineData("a.secret > 1", "text")]
    public void Only_numbers_have_an_order(string text, string kind)
    {
        var error = ConditionRun.EvaluationError(
            text, """{"a": {"yes": true, "nul": null, "list": [], "object": {}, "secret": "s3cr3t"}}""");
        Assert.Contains("numeric", error, StringComparison.Ordinal);
        Assert.Contains(kind, error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("-0.0e5", false)]
    [InlineData("0.001", true)]
    [InlineData("1e-999", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"x\"", true)]
    [InlineData("\"0\"", true)]
    [InlineData("\"false\"", false)]
    [InlineData("\"FALSE\"", false)]
    [InlineData("[]", true)]
    [InlineData("{}", true)]
    public void A_value_alone_is_taken_for_its_truth(string json, bool expected)
    {
        Assert.Equal(expected, ConditionRun.IsTrue("a.x", $$$"""{"a": {"x": {{{json}}}}}"""));
        Assert.Equal(!expected, ConditionRun.IsTrue("NOT top", $$"""{"top": {{json}}}"""));
    }

    [Theory]
    [InlineData("a.half == a.half")]
    [InlineData("a.half != 'x'")]
    [InlineData("a.object.x == 1")]
    [InlineData("a.object == a.object")]
    [InlineData("a.list contains a.half")]
    [InlineData("NOT exists(a.object.y)")]
    [InlineData("a.half")]
    public void Text_with_half_a_surrogate_pair_does_no_harm(string text) => Assert.True(ConditionRun.IsTrue(
        text, """{"a": {"half": "\ud800", "list": ["\udc00", "\ud800"], "object": {"\ud800": 0, "x": 1}}}"""));
}
