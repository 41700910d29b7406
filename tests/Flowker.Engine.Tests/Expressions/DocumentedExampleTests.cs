using System.Text.RegularExpressions;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Tests.Expressions;

/// <summary>Every row of the tables of examples in <c>docs/expressions.md</c>, as it stands there.</summary>
public sealed partial class DocumentedExampleTests
{
    private static readonly string Page =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "expressions.md"));

    private static readonly JsonScope Scope = ConditionRun.Scope($$"""{"workflow": {{Input().Match(Page).Groups[1].Value}}}""");

    public static TheoryData<string, string> Conditions => Rows("Condition");

    public static TheoryData<string, string> Templates => Rows("Template");

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_has_the_documented_result(string text, string result)
    {
        if (result.StartsWith("refused", StringComparison.Ordinal))
        {
            AssertHolds(result, ConditionRun.ParseError(text));
            return;
        }

        var evaluated = ConditionRun.Evaluate(text, Scope);
        if (result.StartsWith("error", StringComparison.Ordinal))
        {
            AssertHolds(result, evaluated.Error);
            return;
        }

        Assert.Null(evaluated.Error);
        Assert.Equal(result.Split(':')[0], evaluated.Value ? "true" : "false");
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_becomes_what_is_documented(string text, string result)
    {
        var template = Template.TryParse(JsonText.Parse(text), out var error);
        if (result.StartsWith("refused", StringComparison.Ordinal))
        {
            AssertHolds(result, error);
            return;
        }

        Assert.Null(error);
        var rendered = template!.Render(Scope);
        if (result.StartsWith("error", StringComparison.Ordinal))
        {
            AssertHolds(result, rendered.Error);
            return;
        }

        Assert.Null(rendered.Error);
        Assert.Equal(Compact(result), Compact(rendered.Value.GetRawText()));
    }

    [Fact]
    public void There_are_examples_of_every_function()
    {
        Assert.True(Conditions.Count >= 25 && Templates.Count >= 18);
        var names = ConditionRun.ParseError("nope(1)").Split("there are ")[1].Split(", ");
        Assert.True(names.Length > 10);
        foreach (var name in names)
        {
            Assert.Contains(Conditions.Concat(Templates), row => ((string)row[0]).Contains($"{name}(", StringComparison.Ordinal));
        }
    }

    private static TheoryData<string, string> Rows(string heading)
    {
        var rows = new TheoryData<string, string>();
        var lines = Page.Split('\n').SkipWhile(l => !l.StartsWith($"| {heading} |", StringComparison.Ordinal)).Skip(2);
        foreach (var line in lines.TakeWhile(l => l.StartsWith('|')))
        {
            var cells = line.Split(" | ");
            var result = cells[1].TrimEnd(' ', '|');
            result = result.StartsWith('`') ? result.Trim('`') : result.Replace("`", "", StringComparison.Ordinal);
            foreach (var text in cells[0].TrimStart('|', ' ').Split("`, `"))
            {
                rows.Add(text.Trim('`'), result);
            }
        }

        return rows;
    }

    // "error: x not found" asks for a message with "x not found" in it.
    private static void AssertHolds(string result, string? message)
    {
        Assert.NotNull(message);
        if (result.Split(": ", 2) is [_, var part])
        {
            Assert.Contains(part, message.Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    private static string Compact(string json) => System.Text.Encoding.UTF8.GetString(JsonText.ToUtf8Bytes(JsonText.Parse(json)));

    [GeneratedRegex("With the input `(.*)`:")]
    private static partial Regex Input();
}
