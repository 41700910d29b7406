using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Flowker.Engine.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Expressions;

/// <summary>What a function makes of its arguments; the reason why it cannot, or null.</summary>
internal delegate string? FunctionBody(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result);

/// <summary>A function of the language. <c>exists</c> and <c>coalesce</c>, which may meet what is missing, are none of these. <c>ReadsParts</c>: of lists and objects it goes through what they hold.</summary>
internal sealed record Function(string Name, int Least, int Most, FunctionBody Body, bool ReadsParts = true)
{
    private const int MaxDecimals = 20;
    private const int Any = int.MaxValue;

    private static readonly FrozenDictionary<string, Function> All = new Function[]
    {
        new("length", 1, 1, Length, ReadsParts: false),
        new("lower", 1, 1, (ReadOnlySpan<Value> a, WorkBudget _, out Value r) => OfText(a[0], t => t.ToLowerInvariant(), out r)),
        new("upper", 1, 1, (ReadOnlySpan<Value> a, WorkBudget _, out Value r) => OfText(a[0], t => t.ToUpperInvariant(), out r)),
        new("trim", 1, 1, (ReadOnlySpan<Value> a, WorkBudget _, out Value r) => OfText(a[0], t => t.Trim(), out r)),
        new("substring", 2, 3, Substring),
        new("starts_with", 2, 2, (ReadOnlySpan<Value> a, WorkBudget _, out Value r) => OfTexts(a, (x, y) => x.StartsWith(y, StringComparison.Ordinal), out r)),
        new("ends_with", 2, 2, (ReadOnlySpan<Value> a, WorkBudget _, out Value r) => OfTexts(a, (x, y) => x.EndsWith(y, StringComparison.Ordinal), out r)),
        new("string", 1, 1, ToText),
        new("number", 1, 1, ToNumber),
        new("round", 1, 2, Round),
        new("fixed", 2, 2, Fixed),
        new("min", 1, Any, (ReadOnlySpan<Value> a, WorkBudget _, out Value r) => Outermost(a, -1, out r)),
        new("max", 1, Any, (ReadOnlySpan<Value> a, WorkBudget _, out Value r) => Outermost(a, 1, out r)),
        new("sum", 1, 1, Sum),
    }.ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);

    public static string Names { get; } = string.Join(", ", All.Keys.Order(StringComparer.Ordinal));

    public string Takes => (Least, Most) switch
    {
        (1, 1) => "1 value",
        (_, Any) => $"{Least} or more values",
        _ when Least == Most => $"{Least} values",
        _ => $"{Least} to {Most} values",
    };

    /// <summary>What it makes of its arguments, once the reading of them is counted.</summary>
    public string? Call(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        foreach (var argument in arguments)
        {
            work.Charge(WorkBudget.PartBytes + (!argument.IsContainer ? argument.Text.Length : ReadsParts ? JsonText.Length(argument.Json) : 0));
        }

        return Body(arguments, work, out result);
    }

    public static Function? Find(string name) => All.GetValueOrDefault(name);

    private static string? Length(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        var count = arguments[0].Kind switch
        {
            ValueKind.Text => arguments[0].Text.EnumerateRunes().Count(),
            ValueKind.List => arguments[0].Json.GetArrayLength(),
            ValueKind.Object => arguments[0].Json.GetPropertyCount(),
            _ => (int?)null,
        };
        result = count is null ? Value.Null : OfInteger(count.Value);
        return count is null ? $"{arguments[0].Description} has no length" : null;
    }

    private static string? Substring(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        result = Value.Null;
        if (arguments[0].Kind is not ValueKind.Text)
        {
            return $"it takes a text, not {arguments[0].Description}";
        }

        var length = int.MaxValue;
        if (!TryGetWhole(arguments[1], int.MaxValue, out var start)
            || (arguments.Length == 3 && !TryGetWhole(arguments[2], int.MaxValue, out length)))
        {
            return "start and length are whole numbers from 0";
        }

        var characters = arguments[0].Text.EnumerateRunes().Skip(start).Take(length).Aggregate(new StringBuilder(), (s, r) => s.Append(r));
        result = Value.OfText(characters.ToString());
        return null;
    }

    private static string? ToText(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        var text = arguments[0].PlainText;
        result = text is null ? Value.Null : Value.OfText(text);
        return text is null ? "null has no text" : null;
    }

    private static string? ToNumber(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        var isNumber = arguments[0].TryGetNumber(out _);
        result = isNumber ? Value.OfNumber(NumberText.ToJson(arguments[0].Text)) : Value.Null;
        return isNumber ? null : $"{arguments[0].Description} is no number";
    }

    private static string? Round(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        result = Value.Null;
        if (TryRound(arguments[0], arguments.Length == 2 ? arguments[1] : OfInteger(0), out var rounded, out _) is { } fault)
        {
            return fault;
        }

        result = Value.OfNumber(rounded.ToString());
        return null;
    }

    private static string? Fixed(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        result = Value.Null;
        if (TryRound(arguments[0], arguments[1], out var rounded, out var decimals) is { } fault)
        {
            return fault;
        }

        if (rounded.ToFixed(decimals) is not { } text)
        {
            return BigDecimal.TooLong;
        }

        result = Value.OfText(text);
        return null;
    }

    private static string? Outermost(ReadOnlySpan<Value> arguments, int sign, out Value result)
    {
        result = Value.Null;
        var best = default(ExactNumber);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].TryGetNumber(out var number))
            {
                return $"it takes numbers, not {arguments[i].Description}";
            }

            if (i == 0 || ExactNumber.Compare(number, best) * sign > 0)
            {
                (best, result) = (number, Value.OfNumber(NumberText.ToJson(arguments[i].Text)));
            }
        }

        return null;
    }

    private static string? Sum(ReadOnlySpan<Value> arguments, WorkBudget work, out Value result)
    {
        result = Value.Null;
        if (arguments[0].Kind is not ValueKind.List)
        {
            return $"it takes a list, not {arguments[0].Description}";
        }

        var sum = BigDecimal.Zero;
        foreach (var item in arguments[0].Json.EnumerateArray())
        {
            var value = Value.Of(item);
            if (!value.TryGetNumber(out var number))
            {
                return $"it takes a list of numbers; this one holds {value.Description}";
            }

            if (BigDecimal.Of(number) is not { } term || BigDecimal.Calculate(sum, '+', term, out _) is not { } next)
            {
                return BigDecimal.TooLong;
            }

            // Of one large and many small numbers each sum is as long as the large one.
            work.Charge(WorkBudget.PartBytes + next.Digits.GetByteCount());
            sum = next;
        }

        result = Value.OfNumber(sum.ToString());
        return null;
    }

    private static string? TryRound(Value value, Value places, out BigDecimal rounded, out int decimals)
    {
        rounded = default;
        if (!TryGetWhole(places, MaxDecimals, out decimals))
        {
            return $"the number of decimals is a whole number from 0 to {MaxDecimals}";
        }

        if (!value.TryGetNumber(out var number))
        {
            return $"it takes a number, not {value.Description}";
        }

        if (BigDecimal.Of(number) is not { } exact)
        {
            return BigDecimal.TooLong;
        }

        rounded = exact.Round(decimals);
        return null;
    }

    private static string? OfText(Value value, Func<string, string> change, out Value result)
    {
        var isText = value.Kind is ValueKind.Text;
        result = isText ? Value.OfText(change(value.Text)) : Value.Null;
        return isText ? null : $"it takes a text, not {value.Description}";
    }

    private static string? OfTexts(ReadOnlySpan<Value> arguments, Func<string, string, bool> test, out Value result)
    {
        result = Value.Null;
        foreach (var argument in arguments)
        {
            if (argument.Kind is not (ValueKind.Text or ValueKind.Number))
            {
                return $"it takes texts, not {argument.Description}";
            }
        }

        result = Value.OfBoolean(test(arguments[0].Text, arguments[1].Text));
        return null;
    }

    private static bool TryGetWhole(Value value, int most, out int number) =>
        int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && value.Kind is ValueKind.Number
        && number <= most;

    private static Value OfInteger(int number) => Value.OfNumber(number.ToString(CultureInfo.InvariantCulture));
}
