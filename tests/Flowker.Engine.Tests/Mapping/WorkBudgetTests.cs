using System.Globalization;
using CsCheck;
using Flowker.Engine.Executions;
using Flowker.Engine.Expressions;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;
using Flowker.Engine.Tests.Executions;
using Flowker.Engine.Work;

namespace Flowker.Engine.Tests.Mapping;

/// <summary>What one node may do is counted, whatever it does: read, copy, look through, add up.</summary>
public sealed class WorkBudgetTests
{
    private static readonly NodeMoment Moment = new(Guid.Empty, "n", DateTimeOffset.UnixEpoch, "input");

    [Fact]
    public void Four_hundred_sums_over_a_long_list_are_too_much()
    {
        var scope = Scope($$"""{"l":[{{string.Join(',', Enumerable.Repeat("1", 150_000))}}]}""");
        var all = string.Join(" + ", Enumerable.Repeat("sum(l)", 400)) + " > 0";
        TooMuch(Condition.TryParse(all, out _)!.Evaluate(scope).Error);
        Assert.True(Condition.TryParse("sum(l) == 150000", out _)!.Evaluate(Scope(scope)).Value);
    }

    [Theory]
    [InlineData("workflow.l[*].a")]
    [InlineData("${workflow.l[*].a}")]
    [InlineData("${string(workflow.l)}")]
    [InlineData("$")]
    public void Two_thousand_mappings_that_copy_a_long_list_end_before_they_fill_the_memory(string source)
    {
        var items = string.Join(',', Enumerable.Repeat("""{"a":1}""", 50_000));
        var scope = Scope($$$"""{"workflow":{"l":[{{{items}}}]}}""");
        var mappings = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $$"""{"source":"{{source}}","target":"t{{i}}"}"""));
        var transformation = Transformation.FromMappings(JsonText.Parse($"[{mappings}]"), out _)!;
        var before = GC.GetAllocatedBytesForCurrentThread();
        TooMuch(transformation.Apply(scope, Moment).Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024L * 1024 * 1024);
    }

    [Fact]
    public void Twenty_thousand_mappings_of_what_is_not_in_a_large_object_are_too_much()
    {
        var scope = Scope($$$"""{"workflow":{{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"m{i}\":1"))}}}}}""");
        var mappings = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"source":"workflow.gone{{i}}","target":"t{{i}}"}"""));
        TooMuch(Transformation.FromMappings(JsonText.Parse($"[{mappings}]"), out _)!.Apply(scope, Moment).Error);
    }

    [Theory]
    [InlineData("""[{"operation":"delete","spec":{"paths":["l[0]"]}}]""")]
    [InlineData("""[{"operation":"to_uppercase","spec":{"path":"l[*]"}}]""")]
    [InlineData("""[{"operation":"default","spec":{"l[*]":7}}]""")]
    public void An_operation_on_a_long_list_may_be_repeated_only_so_often(string operation)
    {
        var scope = Scope($$"""{"l":[{{string.Join(',', Enumerable.Repeat("1", 150_000))}}]}""");
        var many = string.Join(',', Enumerable.Repeat(operation[1..^1], 20_000));
        var transformation = Transformation.FromOperations(JsonText.Parse($"[{many}]"), out var error);
        Assert.Null(error);
        TooMuch(transformation!.Apply(scope, Moment).Error);
        Assert.InRange(scope.Work.Spent, 0, 2 * WorkBudget.MaxBytes);
    }

    [Fact]
    public void All_that_a_node_evaluates_counts_together()
    {
        var text = new string('x', 1_000_000);
        var scope = Scope($$"""{"a":"{{text}}"}""");
        var template = Template.TryParse(JsonText.Of("${length(a)}"), out _)!;
        var rendered = 0;
        while (template.Render(scope) is { Failed: false })
        {
            rendered++;
        }

        Assert.InRange(rendered, 10, 64);
        TooMuch(template.Render(scope).Error);
    }

    [Fact]
    public void What_takes_too_much_fails_the_node_and_says_so()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("c:conditional", $$"""{"condition":"{{string.Join(" + ", Enumerable.Repeat("sum(workflow.l)", 400))}} > 0"}""")],
            ["t->c"],
            $$"""{"l":[{{string.Join(',', Enumerable.Repeat("1", 150_000))}}]}""");
        Assert.Equal((ExecutionStatus.Failed, "FLK-0105"), (run.State.Status, run.State.Failure?.Code));
        TooMuch(run.State.Failure!.Message);
    }

    [Fact]
    public void A_piece_is_found_where_the_framework_finds_it() =>
        Gen.Select(Gen.OneOfConst("a", "b", "ab").Array[0, 300].Select(string.Concat), Gen.OneOfConst("a", "b", "aab").Array[0, 90].Select(string.Concat))
            .Sample((text, piece) => Assert.Equal(text.Contains(piece, StringComparison.Ordinal), TextSearch.Contains(text, piece)), iter: 5_000);

    [Theory]
    [InlineData("1e9223372036854775806", "1e9223372036854775807", -1)]
    [InlineData("1e9223372036854775807", "10e9223372036854775806", 0)]
    [InlineData("1e-9223372036854775807", "1e-9223372036854775806", -1)]
    [InlineData("-1e9223372036854775807", "1", -1)]
    [InlineData("1e99999999999999999999", "1e9", 1)]
    [InlineData("0e99999999999999999999", "0", 0)]
    [InlineData("1e1000000000000001", "1e1000000000000002", -1)]
    [InlineData("0.01e1000000000000000002", "1e1000000000000000000", 0)]
    [InlineData("100e999999999999999998", "1e1000000000000000000", 0)]
    public void Numbers_of_any_exponent_compare_exactly(string left, string right, int order)
    {
        var scope = Scope($$"""{"a":{{left}},"b":{{right}}}""");
        Assert.Equal(order == 0, Condition.TryParse("a == b", out _)!.Evaluate(scope).Value);
        Assert.Equal(order < 0, Condition.TryParse("a < b", out _)!.Evaluate(scope).Value);
    }

    [Fact]
    public void Exponents_of_any_length_add_up_as_whole_numbers_do() =>
        Gen.Select(Gen.OneOfConst("9", "0", "1", "99999999", "00000000").Array[0, 6].Select(string.Concat), Gen.Long[-2_000_000_000, 2_000_000_000], Gen.Bool, Gen.Long[-3, 3])
            .Sample((digits, shift, negative, near) =>
            {
                var exact = System.Numerics.BigInteger.Parse("0" + digits, CultureInfo.InvariantCulture) * (negative ? -1 : 1);
                var other = exact + near;
                var made = Magnitude.Of(negative, digits).Plus(shift);
                var compared = Magnitude.Of(other.Sign < 0, System.Numerics.BigInteger.Abs(other).ToString(CultureInfo.InvariantCulture)).Plus(shift);
                Assert.Equal(Math.Sign((exact + shift).CompareTo(other + shift)), Math.Sign(made.CompareTo(compared)));
                Assert.Equal(0, made.CompareTo(Magnitude.Of((exact + shift).Sign < 0, System.Numerics.BigInteger.Abs(exact + shift).ToString(CultureInfo.InvariantCulture))));
            }, iter: 20_000);

    private static void TooMuch(string? error) => Assert.Contains("bytes of work", error, StringComparison.Ordinal);

    private static JsonScope Scope(string json) => JsonScope.FromObject(JsonText.Parse(json));

    // The same values, nothing of them counted yet.
    private static JsonScope Scope(JsonScope used) => JsonScope.FromObject(used.ToElement());
}
