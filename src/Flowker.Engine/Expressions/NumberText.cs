namespace Flowker.Engine.Expressions;

/// <summary>Numbers are written more freely in expressions than in JSON.</summary>
internal static class NumberText
{
    /// <summary>The same number as JSON has it: <c>+1_000.</c> is <c>1000</c>, <c>.50</c> is <c>0.50</c>. Zeros at the end stay.</summary>
    public static string ToJson(string number)
    {
        var text = number.Replace("_", "", StringComparison.Ordinal).TrimStart('+');
        var sign = text.StartsWith('-') ? "-" : "";
        var mark = text.AsSpan().IndexOfAny('e', 'E');
        var (mantissa, exponent) = mark < 0 ? (text[sign.Length..], "") : (text[sign.Length..mark], text[mark..]);
        var parts = mantissa.Split('.');
        var whole = parts[0].TrimStart('0');
        var fraction = parts is [_, { Length: > 0 } decimals] ? $".{decimals}" : "";
        return $"{sign}{(whole.Length == 0 ? "0" : whole)}{fraction}{exponent}";
    }
}
