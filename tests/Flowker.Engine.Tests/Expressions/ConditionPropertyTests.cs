using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CsCheck;
using Flowker.Engine.Expressions;
using Flowker.Engine.Json;

namespace Flowker.Engine.Tests.Expressions;

public sealed class ConditionPropertyTests
{
    private static readonly string[] Pieces =
    [
        "a", "a.b", "a.c[0]", "b", "[\"a\"]", ".x", "1", "-2.5e3", "1_0", "\"x\"", "'1'", "''", "true", "NULL", "and", "OR",
        "not", "in", "contains", "exists", "exists(", "(", ")", "[", "]", ",", "==", "!=", "<", "<=", ">", ">=", "=", "\"", "'",
        "+", "&&", "é", "🙂", "\ud800", "\0", ".",
    ];

    private static readonly Gen<string> Jumbles =
        Gen.Select(Gen.OneOfConst("", " "), Gen.OneOfConst(Pieces).Array[0, 12], (blank, pieces) => string.Join(blank, pieces));

    private static readonly Gen<string> Operands = Gen.OneOfConst(
        "a", "a.b", "a.c[0]", "b", "b[1].a", "[\"c\"]", "1", "-2.5e3", "\"x\"", "'1'", "''", "true", "null");

    private static readonly Gen<string> Comparisons = Gen.OneOf(
        Operands,
        Operands.Select(o => $"not {o}"),
        Gen.Select(
            Operands, Gen.OneOfConst("==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains", "not contains"), Operands,
            (left, op, right) => $"{left} {op} {right}"),
        Gen.Select(Operands, Operands.Array[0, 3], (item, list) => $"{item} in [{string.Join(", ", list)}]"));

    private static readonly Gen<string> Json = Gen.Recursive<string>((depth, inner) => depth > 3 ? Scalars : Gen.OneOf(
        Scalars,
        inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
        Gen.Select(Names, inner, (name, value) => $"{name}:{value}").Array[0, 4].Select(m => $"{{{string.Join(',', m)}}}")));

    private static Gen<string> Scalars => Gen.OneOf(
        Gen.OneOfConst("null", "true", "false", "0", "-0.0", "1", "1E+400", "\"\"", "\"x\"", "\"1\"", "\"\\ud800\"", "\"false\""),
        Gen.Long.Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.String.Select(s => JsonSerializer.Serialize(s)));

    private static Gen<string> Names => Gen.OneOfConst("\"a\"", "\"b\"", "\"c\"", "\"\"", "\"\\ud800\"", "\"x\"");

    [Fact]
    public void Any_text_is_a_condition_or_gets_a_reason_with_its_column() =>
        Gen.OneOf(Gen.String, Jumbles).Sample(
            text =>
            {
                var condition = Condition.TryParse(text, out var error);
                return condition is null
                    ? error!.StartsWith("column ", StringComparison.Ordinal)
                    : error is null && condition.Text == text;
            },
            iter: 20_000);

    [Fact]
    public void A_condition_means_what_its_grammar_says_however_it_is_written()
    {
        var scope = ConditionRun.Scope("""{"a": {"yes": true, "no": false}}""");
        Gen.Select(ConditionModel.Generator, Gen.Int).Sample(
            (model, seed) =>
            {
                var result = ConditionRun.Evaluate(model.Write(new Random(seed)), scope);
                return model.Expected is { } expected ? !result.Failed && result.Value == expected : result.Failed;
            },
            iter: 5_000,
            print: t => $"{t.Item1.Write(new Random(t.Item2))} should be {t.Item1.Expected?.ToString() ?? "an error"}");
    }

    [Fact]
    public void Any_condition_meets_any_data_without_an_exception() =>
        Gen.Select(Gen.OneOf(Jumbles, Comparisons), Json.Array[3]).Sample(
            (text, values) =>
            {
                var scope = ConditionRun.Scope($$"""{"a": {{values[0]}}, "b": {{values[1]}}, "c": {{values[2]}}}""");
                var result = Condition.TryParse(text, out _)?.Evaluate(scope);
                return result is not { Failed: true } failure
                    || (!failure.Value && failure.Error!.StartsWith("column ", StringComparison.Ordinal));
            },
            iter: 20_000);

    [Fact]
    public void Equality_is_symmetric_and_finds_a_value_equal_to_itself() =>
        Gen.Select(Json, Json).Sample(
            (first, second) =>
            {
                var json = $$"""{"x": {{first}}, "y": {{second}}, "list": [{{second}}, {{first}}]}""";
                return ConditionRun.IsTrue("x == x and x in list and list contains y and not x != x", json)
                    && ConditionRun.IsTrue("x == y", json) == ConditionRun.IsTrue("y == x", json)
                    && ConditionRun.IsTrue("x == y", json) != ConditionRun.IsTrue("x != y", json);
            },
            iter: 5_000);

    [Fact]
    public void Numbers_compare_as_the_fractions_that_they_are() =>
        Gen.Select(Decimals, Decimals).Sample(
            (x, y) =>
            {
                var order = (x.Digits * BigInteger.Pow(10, x.Shift)).CompareTo(y.Digits * BigInteger.Pow(10, y.Shift));
                var scope = JsonScope.Empty;
                return ConditionRun.Evaluate($"{x.Text} < {y.Text}", scope).Value == order < 0
                    && ConditionRun.Evaluate($"'{x.Text}' > {y.Text}", scope).Value == order > 0
                    && ConditionRun.Evaluate($"{x.Text} == '{y.Text}'", scope).Value == (order == 0);
            },
            iter: 20_000);

    /// <summary>A number as a text with a point or an exponent, and as a whole number of 10⁻²⁰.</summary>
    private static Gen<(string Text, BigInteger Digits, int Shift)> Decimals => Gen.Select(
        Gen.OneOf(Gen.Long, Gen.Long[-20, 20]), Gen.Int[-20, 20], Gen.Int[0, 18], (digits, exponent, point) =>
        {
            var all = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(point + 1, '0');
            var text = $"{(digits < 0 ? "-" : "")}{all[..^point]}.{all[^point..]}e{exponent + point}";
            return (text, new BigInteger(digits), exponent + 20);
        });
}
