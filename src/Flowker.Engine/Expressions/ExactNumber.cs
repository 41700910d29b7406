using System.Globalization;
using System.Numerics;

namespace Flowker.Engine.Expressions;

/// <summary>
/// A decimal number of any size, compared digit by digit: money and 64-bit identifiers must not meet a rounding
/// <see cref="double"/>. It stands for <c>±0.DIGITS × 10^magnitude</c>, the digits without zeros at either end.
/// </summary>
internal readonly struct ExactNumber
{
    // Far beyond any text's length, so that clamping never changes which of two exponents is the larger,
    // and small enough that sums with a length cannot overflow.
    private const long ExponentLimit = 1_000_000_000_000_000;

    private readonly int _sign;
    private readonly string? _digits;
    private readonly long _magnitude;

    private ExactNumber(bool negative, ReadOnlySpan<char> digits, long magnitude)
    {
        var leading = digits.IndexOfAnyExcept('0');
        if (leading < 0)
        {
            return;
        }

        _sign = negative ? -1 : 1;
        _digits = digits[leading..].TrimEnd('0').ToString();
        _magnitude = magnitude - leading;
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

        long exponent = 0;
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

        number = new ExactNumber(negative, buffer[..count], whole + exponent);
        return true;
    }

    public BigDecimal ToBigDecimal() => _digits is null
        ? BigDecimal.Zero
        : new BigDecimal(_sign * BigInteger.Parse(_digits, NumberStyles.None, CultureInfo.InvariantCulture), _magnitude - _digits.Length);

    public static int Compare(ExactNumber left, ExactNumber right)
    {
        if (left._sign != right._sign || left._sign == 0)
        {
            return left._sign.CompareTo(right._sign);
        }

        var larger = left._magnitude != right._magnitude
            ? left._magnitude.CompareTo(right._magnitude)
            : string.CompareOrdinal(left._digits, right._digits);
        return Math.Sign(larger) * left._sign;
    }

    private static bool TryParseExponent(ReadOnlySpan<char> text, out long exponent)
    {
        exponent = 0;
        var negative = text is ['-', ..];
        var digits = text is ['+' or '-', ..] ? text[1..] : text;
        for (var i = 0; i < digits.Length; i++)
        {
            if (char.IsAsciiDigit(digits[i]))
            {
                exponent = Math.Min(exponent * 10 + (digits[i] - '0'), ExponentLimit);
            }
            else if (!IsSeparator(digits, i))
            {
                return false;
            }
        }

        exponent = negative ? -exponent : exponent;
        return digits.Length > 0;
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
