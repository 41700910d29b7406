using System.Globalization;
using System.Numerics;

namespace Flowker.Engine.Expressions;

/// <summary>
/// A decimal number of any size, compared digit by digit: money and 64-bit identifiers must not meet a rounding
/// <see cref="double"/>. It stands for <c>±0.DIGITS × 10^magnitude</c>, the digits without zeros at either end.
/// </summary>
internal readonly struct ExactNumber
{
    private readonly int _sign;
    private readonly string? _digits;
    private readonly Magnitude _magnitude;

    private ExactNumber(bool negative, ReadOnlySpan<char> digits, int whole, Magnitude exponent)
    {
        var leading = digits.IndexOfAnyExcept('0');
        if (leading < 0)
        {
            return;
        }

        _sign = negative ? -1 : 1;
        _digits = digits[leading..].TrimEnd('0').ToString();
        _magnitude = exponent.Plus(whole - leading);
    }

    public bool IsZero => _sign == 0;

    public int DigitCount => _digits?.Length ?? 0;

    /// <summary>
    /// A sign, decimals, an exponent, and <c>_</c> between digits: <c>-1_000.50e3</c>, <c>.5</c>, <c>5.</c>; nothing else,
    /// no blanks, no <c>NaN</c>, no <c>Infinity</c>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExactNumber number)
    {
        number = default;
        var negative = text is ['-', ..];
        var mantissa = text is ['+' or '-', ..] ? text[1..] : text;
        if (mantissa is not [>= '0' and <= '9' or '.', ..])
        {
            return false;
        }

        var exponent = default(Magnitude);
        var mark = mantissa.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!TryParseExponent(mantissa[(mark + 1)..], out exponent))
            {
                return false;
            }

            mantissa = mantissa[..mark];
        }

        var buffer = mantissa.Length <= 64 ? stackalloc char[64] : new char[mantissa.Length];
        if (!TryCollectDigits(mantissa, buffer, out var count, out var whole))
        {
            return false;
        }

        number = new ExactNumber(negative, buffer[..count], whole, exponent);
        return true;
    }

    /// <summary>Null when its exponent is too large to calculate with.</summary>
    public BigDecimal? ToBigDecimal() =>
        _digits is null ? BigDecimal.Zero
        : _magnitude.Near is { } magnitude
            ? new BigDecimal(_sign * BigInteger.Parse(_digits, NumberStyles.None, CultureInfo.InvariantCulture), magnitude - _digits.Length)
            : null;

    public static int Compare(ExactNumber left, ExactNumber right)
    {
        if (left._sign != right._sign || left._sign == 0)
        {
            return left._sign.CompareTo(right._sign);
        }

        var larger = left._magnitude.CompareTo(right._magnitude) is not 0 and var order
            ? order
            : string.CompareOrdinal(left._digits, right._digits);
        return Math.Sign(larger) * left._sign;
    }

    private static bool TryParseExponent(ReadOnlySpan<char> text, out Magnitude exponent)
    {
        exponent = default;
        var negative = text is ['-', ..];
        var digits = text is ['+' or '-', ..] ? text[1..] : text;
        var buffer = digits.Length <= 32 ? stackalloc char[32] : new char[digits.Length];
        if (digits.Contains('.') || !TryCollectDigits(digits, buffer, out var count, out _))
        {
            return false;
        }

        exponent = Magnitude.Of(negative, buffer[..count]);
        return true;
    }

    private static bool TryCollectDigits(ReadOnlySpan<char> text, Span<char> digits, out int count, out int whole)
    {
        count = 0;
        whole = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits[count++] = text[i];
            }
            else if (text[i] == '.' && whole < 0)
            {
                whole = count;
            }
            else if (!IsSeparator(text, i))
            {
                return false;
            }
        }

        whole = whole < 0 ? count : whole;
        return count > 0;
    }

    private static bool IsSeparator(ReadOnlySpan<char> text, int i) =>
        text[i] == '_' && i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]);
}
