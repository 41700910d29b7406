using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Flowker.Engine.Mapping.Timestamps;

/// <summary>
/// How a time is written, shown by the example <c>2006-01-02T15:04:05Z07:00</c>; read once. Times are kept to 100 ns.
/// Source: <c>spec/reference-engine.md</c>, 3.6, <c>timestamp</c>.
/// </summary>
internal sealed class GoLayout
{
    private const int MaxLength = 100;

    private readonly ImmutableArray<LayoutPiece> _pieces;

    private GoLayout(string text, ImmutableArray<LayoutPiece> pieces) => (Text, _pieces) = (text, pieces);

    public string Text { get; }

    /// <exception cref="MappingException">It shows no part of a time, or is too long.</exception>
    public static GoLayout Parse(string text)
    {
        var pieces = text.Length > MaxLength ? [] : LayoutReader.Read(text);
        return pieces.Any(p => p.Element is not LayoutElement.Literal)
            ? new GoLayout(text, pieces)
            : throw new MappingException(
                $"a layout shows, in at most {MaxLength} characters, how 2006-01-02T15:04:05Z07:00 would be written; $unix and $now are the others");
    }

    public string Format(DateTimeOffset time)
    {
        var text = new StringBuilder();
        foreach (var piece in _pieces)
        {
            text.Append(Format(piece, time));
        }

        return text.ToString();
    }

    /// <summary>Null when the text is not in this layout, or is no time that there is.</summary>
    public DateTimeOffset? TryRead(string text) => new TimeReader(text).Read(_pieces);

    private static string Format(LayoutPiece piece, DateTimeOffset time) => piece.Element switch
    {
        LayoutElement.Year => Digits(time.Year, 4),
        LayoutElement.ShortYear => Digits(time.Year % 100, 2),
        LayoutElement.MonthName => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(time.Month),
        LayoutElement.ShortMonthName => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(time.Month),
        LayoutElement.Month => Digits(time.Month, 1),
        LayoutElement.PaddedMonth => Digits(time.Month, 2),
        LayoutElement.DayName => CultureInfo.InvariantCulture.DateTimeFormat.GetDayName(time.DayOfWeek),
        LayoutElement.ShortDayName => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedDayName(time.DayOfWeek),
        LayoutElement.Day => Digits(time.Day, 1),
        LayoutElement.SpacedDay => Digits(time.Day, 1).PadLeft(2),
        LayoutElement.PaddedDay => Digits(time.Day, 2),
        LayoutElement.DayOfYear => Digits(time.DayOfYear, 3),
        LayoutElement.Hour24 => Digits(time.Hour, 2),
        LayoutElement.Hour12 => Digits(Hour12(time), 1),
        LayoutElement.PaddedHour12 => Digits(Hour12(time), 2),
        LayoutElement.Minute => Digits(time.Minute, 1),
        LayoutElement.PaddedMinute => Digits(time.Minute, 2),
        LayoutElement.Second => Digits(time.Second, 1),
        LayoutElement.PaddedSecond => Digits(time.Second, 2),
        LayoutElement.Fraction => Fraction(piece.Text, time),
        LayoutElement.TrimmedFraction => Fraction(piece.Text, time).TrimEnd('0').TrimEnd('.', ','),
        LayoutElement.Noon => time.Hour < 12 ? "AM" : "PM",
        LayoutElement.LowerNoon => time.Hour < 12 ? "am" : "pm",
        LayoutElement.ZoneName => time.Offset == TimeSpan.Zero ? "UTC" : Offset("-0700", time.Offset),
        LayoutElement.OffsetOrZ when time.Offset == TimeSpan.Zero => "Z",
        LayoutElement.Offset or LayoutElement.OffsetOrZ => Offset(piece.Text, time.Offset),
        _ => piece.Text,
    };

    private static string Digits(int number, int least) => number.ToString(CultureInfo.InvariantCulture).PadLeft(least, '0');

    private static int Hour12(DateTimeOffset time) => (time.Hour + 11) % 12 + 1;

    private static string Fraction(string layout, DateTimeOffset time)
    {
        var nanoseconds = Digits((int)(time.Ticks % TimeSpan.TicksPerSecond), 7) + "00";
        return layout[0] + nanoseconds[..(layout.Length - 1)];
    }

    private static string Offset(string layout, TimeSpan offset)
    {
        var colon = layout.Contains(':', StringComparison.Ordinal) ? ":" : "";
        var size = offset.Duration();
        var text = new StringBuilder(offset < TimeSpan.Zero ? "-" : "+").Append(Digits(size.Hours, 2));
        // Without the colons: -07, -0700, -070000.
        var digits = layout.Count(char.IsAsciiDigit);
        if (digits >= 4)
        {
            text.Append(colon).Append(Digits(size.Minutes, 2));
        }

        if (digits >= 6)
        {
            text.Append(colon).Append("00");
        }

        return text.ToString();
    }
}
