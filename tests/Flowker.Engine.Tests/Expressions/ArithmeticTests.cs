using System.Globalization;
using System.Numerics;
using CsCheck;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Tests.Expressions;

/// <summary>Numbers that are calculated with, as templates give them out.</summary>
public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("1 + 2 * 3 - 4 / 8", "6.5")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("10 - 2 - 3", "5")]
    [InlineData("100 / 10 / 2", "5")]
    [InlineData("'1.50' * 2", "3")]
    [InlineData("2*-3", "-6")]
    [InlineData("9007199254740993 + 1", "9007199254740994")]
    [InlineData("99999999999999999999 * 99999999999999999999", "9999999999999999999800000000000000000001")]
    [InlineData("2 / 3", "0.6666666666666666666666666666666667")]
    [InlineData("-2 / 3", "-0.6666666666666666666666666666666667")]
    [InlineData("1 / 8", "0.125")]
    [InlineData("1e50 + 0", "1E50")]
    [InlineData("1e-45 * 1", "1E-45")]
    [InlineData("1 - 1", "0")]
    [InlineData("0 * -5", "0")]
    [InlineData("+1_000.50", "1000.50")]
    [InlineData(".5", "0.5")]
    [InlineData("007", "7")]
    [InlineData("5.", "5")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("round(2.5)", "2")]
    [InlineData("round(3.5)", "4")]
    [InlineData("round(-2.5)", "-2")]
    [InlineData("round(1e-500, 2)", "0")]
    [InlineData("round(1.005, 2)", "1")]
    [InlineData("fixed(1.005, 2)", "\"1.00\"")]
    [InlineData("fixed(-0.004, 2)", "\"0.00\"")]
    [InlineData("fixed(12345678901234567890.1, 3)", "\"12345678901234567890.100\"")]
    [InlineData("fixed(7, 0)", "\"7\"")]
    [InlineData("min(3, '2.0', 2)", "2.0")]
    [InlineData("max(1)", "1")]
    [InlineData("number('007.10')", "7.10")]
    [InlineData("string(1.50)", "\"1.50\"")]
    public void The_result_is_exact(string expression, string expected) => Assert.Equal(expected, Evaluate(expression));

    [Theory]
    [InlineData("1 / 0", "division by zero")]
    [InlineData("1e2000 + 1", "too long")]
    [InlineData("1e999999999999999 * 1e999999999999999", "too long")]
    [InlineData("true + 1", "not a boolean")]
    [InlineData("'x' * 1", "not text")]
    [InlineData("null - 1", "not null")]
    [InlineData("round(1, 21)", "0 to 20")]
    [InlineData("round('x')", "takes a number")]
    [InlineData("fixed(1e1000, 2)", "too long")]
    [InlineData("upper(1)", "takes a text")]
    [InlineData("substring('x', -1)", "whole numbers")]
    [InlineData("length(true)", "no length")]
    [InlineData("sum('x')", "takes a list")]
    [InlineData("number('x')", "no number")]
    [InlineData("string(null)", "no text")]
    [InlineData("min(1, 'x')", "takes numbers")]
    public void What_has_no_result_is_told(string expression, string part)
    {
        var rendered = Template.TryParse(JsonText.Of($"${{{expression}}}"), out var error)!.Render(JsonScope.Empty);
        Assert.Null(error);
        Assert.StartsWith("column ", rendered.Error, StringComparison.Ordinal);
        Assert.Contains(part, rendered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_and_products_are_those_of_whole_numbers_moved_by_a_point() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Int[0, 15], Gen.OneOfConst('+', '-', '*')).Sample((x, y, decimals, sign) =>
        {
            var power = BigInteger.Pow(10, decimals);
            var (left, right) = ((BigInteger)x, (BigInteger)y);
            var expected = sign switch
            {
                '+' => (left + right) * power,
                '-' => (left - right) * power,
                _ => left * right,
            };
            var text = Evaluate($"fixed({Moved(x, decimals)} {sign} {Moved(y, decimals)}, {Math.Min(20, 2 * decimals)})");
            Assert.Equal(Rounded(expected, 2 * decimals, Math.Min(20, 2 * decimals)), text.Trim('"'));
        }, iter: 5_000);

    [Fact]
    public void A_quotient_times_its_divisor_is_the_dividend_to_34_digits() =>
        Gen.Select(Gen.Long, Gen.Long.Where(n => n != 0)).Sample((x, y) =>
            Assert.Equal(
                x.ToString(CultureInfo.InvariantCulture), Evaluate($"round({x} / {y} * {y})")), iter: 5_000);

    private static string Moved(long digits, int decimals) =>
        string.Create(CultureInfo.InvariantCulture, $"{digits}e-{decimals}");

    private static string Rounded(BigInteger digits, int from, int to)
    {
        var divisor = BigInteger.Pow(10, from - to);
        var (quotient, rest) = BigInteger.DivRem(BigInteger.Abs(digits), divisor);
        var twice = rest * 2;
        if (twice > divisor || (twice == divisor && !quotient.IsEven))
        {
            quotient++;
        }

        var text = quotient.ToString(CultureInfo.InvariantCulture).PadLeft(to + 1, '0');
        var sign = digits.Sign < 0 && !quotient.IsZero ? "-" : "";
        return to == 0 ? sign + text : $"{sign}{text[..^to]}.{text[^to..]}";
    }

    private static string Evaluate(string expression)
    {
        var template = Template.TryParse(JsonText.Of($"${{{expression}}}"), out var error);
        Assert.Null(error);
        var rendered = template!.Render(JsonScope.Empty);
        Assert.Null(rendered.Error);
        return rendered.Value.GetRawText();
    }
}
