using System.Globalization;

namespace Flowker.Engine.Expressions;

/// <summary>
/// The power of ten of a number, of any size: an exponent is as long as whoever wrote it likes. What has up to 18 digits is a
/// <see cref="long"/>, anything beyond is kept as its digits, so that it is read and compared in time that grows with its length.
/// </summary>
internal readonly struct Magnitude : IComparable<Magnitude>
{
    private const int NearDigits = 18;
    private const long FarFrom = 1_000_000_000_000_000_000;

    // Of one that is far, its sign alone.
    private readonly long _value;
    private readonly string? _digits;

    private Magnitude(long value, string? digits = null) => (_value, _digits) = (value, digits);

    /// <summary>Null when it has more than 18 digits.</summary>
    public long? Near => _digits is null ? _value : null;

    /// <summary><paramref name="digits"/> are digits alone, with zeros before them or not.</summary>
    public static Magnitude Of(bool negative, ReadOnlySpan<char> digits)
    {
        var significant = digits.TrimStart('0');
        return significant.Length > NearDigits
            ? new Magnitude(negative ? -1 : 1, significant.ToString())
            : new Magnitude((negative ? -1 : 1) * (significant.IsEmpty ? 0 : Parse(significant)));
    }

    /// <summary><paramref name="shift"/> is no larger than a text is long.</summary>
    public Magnitude Plus(long shift)
    {
        if (_digits is null)
        {
            var sum = _value + shift;
            return Math.Abs(sum) < FarFrom ? new Magnitude(sum) : new Magnitude(Math.Sign(sum), Text(Math.Abs(sum)));
        }

        var head = _digits[..^NearDigits];
        var tail = Parse(_digits.AsSpan(head.Length)) + (_value * shift);
        if (tail < 0)
        {
            (head, tail) = (Step(head, -1), tail + FarFrom);
        }
        else if (tail >= FarFrom)
        {
            (head, tail) = (Step(head, 1), tail - FarFrom);
        }

        return head.Length == 0
            ? new Magnitude(_value * tail)
            : new Magnitude(_value, head + tail.ToString("D18", CultureInfo.InvariantCulture));
    }

    public int CompareTo(Magnitude other)
    {
        if (_digits is null && other._digits is null)
        {
            return _value.CompareTo(other._value);
        }

        if (_digits is null || other._digits is null || _value != other._value)
        {
            // The far one decides: above everything near, or below it.
            return _digits is not null ? (int)_value : -(int)other._value;
        }

        var larger = _digits.Length != other._digits.Length
            ? _digits.Length.CompareTo(other._digits.Length)
            : Math.Sign(string.CompareOrdinal(_digits, other._digits));
        return larger * (int)_value;
    }

    // One more or one less; nothing when that is zero.
    private static string Step(string digits, int by)
    {
        var stepped = digits.ToCharArray();
        var (over, wrapped) = by > 0 ? ('9', '0') : ('0', '9');
        var i = stepped.Length - 1;
        for (; i >= 0 && stepped[i] == over; i--)
        {
            stepped[i] = wrapped;
        }

        if (i < 0)
        {
            return "1" + new string(stepped);
        }

        stepped[i] += (char)by;
        return new string(stepped).TrimStart('0');
    }

    private static long Parse(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
