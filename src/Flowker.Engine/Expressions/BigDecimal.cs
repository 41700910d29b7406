using System.Globalization;
using System.Numerics;

namespace Flowker.Engine.Expressions;

/// <summary>
/// A number to calculate with: <c>Digits × 10^Exponent</c>, exact. Only a quotient that does not end is rounded, to 34
/// digits, half to even. Nothing grows beyond 1,000 digits.
/// </summary>
internal readonly record struct BigDecimal(BigInteger Digits, long Exponent)
{
    public const string TooLong = "the number would be too long";

    private const int MaxDigits = 1_000;
    private const int QuotientDigits = 34;
    private const long MaxExponent = 1_000_000_000_000_000;

    // The most zeros that are written out; further ones become an exponent.
    private const int MaxZeros = 40;

    public static BigDecimal Zero { get; } = new(BigInteger.Zero, 0);

    /// <summary>Null when it has too many digits, or too large an exponent.</summary>
    public static BigDecimal? Of(ExactNumber number) =>
        number.DigitCount <= MaxDigits && number.ToBigDecimal() is { } exact && Math.Abs(exact.Exponent) <= MaxExponent ? exact : null;

    /// <summary>Null when there is no result; then <paramref name="fault"/> says why.</summary>
    public static BigDecimal? Calculate(BigDecimal left, char sign, BigDecimal right, out string? fault)
    {
        fault = null;
        if (sign is '/' && right.Digits.IsZero)
        {
            fault = "division by zero";
            return null;
        }

        var result = sign switch
        {
            '+' => Add(left, right),
            '-' => Add(left, right with { Digits = -right.Digits }),
            '*' => new BigDecimal(left.Digits * right.Digits, left.Exponent + right.Exponent),
            _ => Divide(left, right),
        };
        if (result is null || Length(result.Value.Digits) > MaxDigits || Math.Abs(result.Value.Exponent) > MaxExponent)
        {
            fault = TooLong;
            return null;
        }

        return result;
    }

    /// <summary>To this many decimals, half to even.</summary>
    public BigDecimal Round(int decimals)
    {
        var excess = -decimals - Exponent;
        if (excess <= 0)
        {
            return this;
        }

        // So many digits fewer than it has: nothing is left to round up from.
        if (excess > Length(Digits) + 1)
        {
            return Zero;
        }

        return new BigDecimal(DivideToEven(Digits, BigInteger.Pow(10, (int)excess), sticky: false), -decimals);
    }

    /// <summary>With exactly this many decimals, to which it must have been rounded. Null when that makes it too long.</summary>
    public string? ToFixed(int decimals)
    {
        var zeros = Exponent + decimals;
        if (Digits.IsZero)
        {
            zeros = 0;
        }

        if (zeros + Length(Digits) > MaxDigits)
        {
            return null;
        }

        var digits = (BigInteger.Abs(Digits) * BigInteger.Pow(10, (int)zeros)).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var sign = Digits.Sign < 0 ? "-" : "";
        return decimals == 0 ? $"{sign}{digits}" : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary>As JSON has it, without needless zeros.</summary>
    public override string ToString()
    {
        if (Digits.IsZero)
        {
            return "0";
        }

        var sign = Digits.Sign < 0 ? "-" : "";
        var all = BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture);
        var digits = all.TrimEnd('0');
        var exponent = Exponent + (all.Length - digits.Length);
        if (exponent > MaxZeros || exponent < -digits.Length - MaxZeros)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits}E{exponent}");
        }

        if (exponent >= 0)
        {
            return $"{sign}{digits}{new string('0', (int)exponent)}";
        }

        var padded = digits.PadLeft((int)-exponent + 1, '0');
        var point = padded.Length + (int)exponent;
        return $"{sign}{padded[..point]}.{padded[point..]}";
    }

    private static BigDecimal? Add(BigDecimal left, BigDecimal right)
    {
        if (left.Digits.IsZero || right.Digits.IsZero)
        {
            return left.Digits.IsZero ? right : left;
        }

        var (high, low) = left.Exponent >= right.Exponent ? (left, right) : (right, left);
        var shift = high.Exponent - low.Exponent;
        return shift > MaxDigits
            ? null
            : new BigDecimal((high.Digits * BigInteger.Pow(10, (int)shift)) + low.Digits, low.Exponent);
    }

    private static BigDecimal Divide(BigDecimal left, BigDecimal right)
    {
        // Two digits more than are kept, so that the last one can be rounded.
        var shift = Math.Max(0, QuotientDigits + 2 + Length(right.Digits) - Length(left.Digits));
        var quotient = BigInteger.DivRem(left.Digits * BigInteger.Pow(10, shift), right.Digits, out var rest);
        var exponent = left.Exponent - right.Exponent - shift;
        var excess = Length(quotient) - QuotientDigits;
        return rest.IsZero || excess <= 0
            ? new BigDecimal(quotient, exponent)
            : new BigDecimal(DivideToEven(quotient, BigInteger.Pow(10, excess), sticky: true), exponent + excess);
    }

    // Sticky: there is more behind the last digit, so that nothing is exactly half.
    private static BigInteger DivideToEven(BigInteger dividend, BigInteger divisor, bool sticky)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        var twice = BigInteger.Abs(rest) * 2;
        var up = twice > divisor || (twice == divisor && (sticky || !quotient.IsEven));
        return up ? quotient + dividend.Sign : quotient;
    }

    private static int Length(BigInteger digits)
    {
        if (digits.IsZero)
        {
            return 1;
        }

        var size = BigInteger.Abs(digits);
        // Of the powers of two around it, the smaller has this many digits or one fewer than it has.
        var least = (int)((size.GetBitLength() - 1) * Math.Log10(2)) + 1;
        return size >= BigInteger.Pow(10, least) ? least + 1 : least;
    }
}
