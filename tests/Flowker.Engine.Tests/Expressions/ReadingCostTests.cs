using CsCheck;
using Flowker.Engine.Expressions;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Tests.Expressions;

/// <summary>Reading an expression costs what its length costs, counted in bytes that it allocates.</summary>
public sealed class ReadingCostTests
{
    [Fact]
    public void A_placeholder_that_is_too_long_is_not_read_to_its_end()
    {
        foreach (var piece in new[] { "1+", "1e+", "a.b ", "(", "\"x\" + ", "1 + " })
        {
            var text = JsonText.Of($"${{{string.Concat(Enumerable.Repeat(piece, 300_000))}1}}");
            string? error = null;
            Assert.InRange(Allocated(() => Template.TryParse(text, out error)), 0, 16 * 1024 * 1024);
            Assert.NotNull(error);
        }
    }

    [Fact]
    public void A_sum_of_very_many_terms_is_read_in_one_go()
    {
        var text = string.Concat(Enumerable.Repeat("1+", 4_999)) + "1 > 0";
        Assert.InRange(Allocated(() => Condition.TryParse(text, out _)), 0, 8 * 1024 * 1024);
    }

    [Fact]
    public void A_text_of_too_many_placeholders_is_not_read_to_its_end()
    {
        var text = JsonText.Of(string.Concat(Enumerable.Repeat("${a}", 500_000)));
        string? error = null;
        Assert.InRange(Allocated(() => Template.TryParse(text, out error)), 0, 32 * 1024 * 1024);
        Assert.Contains("1000 placeholders", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_of_too_many_steps_is_not_read_to_its_end()
    {
        var mapping = JsonText.Parse($$"""[{"source":"{{string.Join('.', Enumerable.Repeat("a", 1_000_000))}}","target":"b"}]""");
        string? error = null;
        Assert.InRange(Allocated(() => Transformation.FromMappings(mapping, out error)), 0, 16 * 1024 * 1024);
        Assert.Contains("64 steps", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3_999, true)]
    [InlineData(4_000, false)]
    public void A_placeholder_holds_four_thousand_signs_with_its_brace(int length, bool taken)
    {
        var template = Template.TryParse(JsonText.Of($"${{{new string('a', length)}}} and more"), out var error);
        Assert.Equal(taken, template is not null);
        Assert.Equal(taken, error is null);
    }

    [Theory]
    [InlineData("1e+2 == 100", true)]
    [InlineData("1E+2 + 1 == 101", true)]
    [InlineData("1 +2 == 3", false)]
    [InlineData("-1e-2 == -0.01", true)]
    [InlineData("1e+5+2 > 0", false)]
    [InlineData("1+1+1 == 3", false)]
    [InlineData("1 + 1 + 1 == 3", true)]
    public void Where_a_plus_belongs_is_as_it_was(string text, bool holds)
    {
        var result = Condition.TryParse(text, out _)?.Evaluate(JsonScope.Empty) ?? new ConditionResult(false, "not read");
        Assert.Equal(holds, result.Value);
    }

    // As the look-ahead was before it had a bound: over all that could stand in a number.
    [Fact]
    public void A_bounded_look_ahead_cuts_as_an_unbounded_one() =>
        Gen.OneOfConst("1", "e", "E", "+", "-", ".", "_", "5", "a", " ", "x1").Array[1, 12].Select(string.Concat).Sample(text =>
        {
            var token = new Tokenizer(text, 0, text.Length).Next();
            var start = text.Length - text.TrimStart().Length;
            if (start == text.Length)
            {
                return;
            }

            var rest = text[start..];
            var all = string.Concat(rest.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or '_'));
            if (all.Contains('+', StringComparison.Ordinal) && ExactNumber.TryParse(all, out _))
            {
                Assert.Equal((TokenKind.Number, all), (token.Kind, token.Text));
            }
            else
            {
                Assert.True(token.Text == "+" || !token.Text.Contains('+', StringComparison.Ordinal) || token.Kind is TokenKind.Invalid, $"{text}: {token}");
            }
        }, iter: 20_000);

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
