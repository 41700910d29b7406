using System.Buffers;
using System.Globalization;
using System.Text;

namespace Flowker.Audit.Canonical;

/// <summary>Numbers as ECMAScript writes them (RFC 8785, 3.2.2.3), refusing those that would become another number.</summary>
internal static class CanonicalNumber
{
    /// <summary>Beyond it ECMAScript writes an exponent.</summary>
    private const int MaxPlain = 21;

    /// <summary>Below it ECMAScript writes an exponent.</summary>
    private const int MinPlain = -6;

    public static void Write(IBufferWriter<byte> output, string number)
    {
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw new FormatException("A number is too large.");
        }

        var canonical = Format(value);
        if (Decompose(number) != Decompose(canonical))
        {
            throw new FormatException("A number has more digits than a double holds.");
        }

        output.Write(Encoding.ASCII.GetBytes(canonical));
    }

    /// <summary>The shortest text that reads back as the same double, in ECMAScript's notation.</summary>
    public static string Format(double value)
    {
        var (negative, digits, point) = Decompose(value.ToString("R", CultureInfo.InvariantCulture));
        if (digits.Length == 0)
        {
            return "0";
        }

        var text = point switch
        {
            > MaxPlain or <= MinPlain => Exponential(digits, point - 1),
            <= 0 => "0." + new string('0', -point) + digits,
            _ when digits.Length <= point => digits + new string('0', point - digits.Length),
            _ => string.Concat(digits.AsSpan(0, point), ".", digits.AsSpan(point)),
        };
        return negative ? "-" + text : text;
    }

    private static string Exponential(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : string.Concat(digits.AsSpan(0, 1), ".", digits.AsSpan(1));
        return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}");
    }

    // The value is 0.digits times ten to the power of point; two spellings of one number come to the same three parts.
    private static (bool Negative, string Digits, int Point) Decompose(string number)
    {
        var negative = number.StartsWith('-');
        var body = negative ? number[1..] : number;
        var exponent = body.IndexOfAny(['e', 'E']);
        var power = 0;
        if (exponent >= 0)
        {
            if (!int.TryParse(body.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power))
            {
                throw new FormatException("A number has too large an exponent.");
            }

            body = body[..exponent];
        }

        var dot = body.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? body.Length : dot;
        var all = dot < 0 ? body : body.Remove(dot, 1);
        var digits = all.TrimStart('0');
        var leading = all.Length - digits.Length;
        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? (false, "", 0) : (negative, digits, checked(whole - leading + power));
    }
}
