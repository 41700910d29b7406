using System.Collections.Immutable;
using System.Globalization;

namespace Flowker.Engine.Mapping.Timestamps;

/// <summary>Reads one text by a layout; what the layout does not show is the first there is, in UTC.</summary>
internal sealed class TimeReader(string text)
{
    private int _at;
    private int _year = 1;
    private int _month = 1;
    private int _day = 1;
    private int? _dayOfYear;
    private int _hour;
    private int _minute;
    private int _second;
    private int _ticks;
    private int _fractionDigits;
    private bool? _afternoon;
    private TimeSpan _offset;

    public DateTimeOffset? Read(ImmutableArray<LayoutPiece> layout)
    {
        foreach (var piece in layout)
        {
            if (!Take(piece))
            {
                return null;
            }
        }

        return _at == text.Length ? Time() : null;
    }

    private bool Take(LayoutPiece piece) => piece.Element switch
    {
        LayoutElement.Year => Number(4, 4, out _year),
        LayoutElement.ShortYear => ShortYear(),
        LayoutElement.MonthName => Name(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, out _month),
        LayoutElement.ShortMonthName => Name(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, out _month),
        LayoutElement.Month => Number(1, 2, out _month),
        LayoutElement.PaddedMonth => Number(2, 2, out _month),
        LayoutElement.DayName => Name(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, out _),
        LayoutElement.ShortDayName => Name(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames, out _),
        LayoutElement.Day => Number(1, 2, out _day),
        LayoutElement.SpacedDay => SpacedDay(),
        LayoutElement.PaddedDay => Number(2, 2, out _day),
        LayoutElement.DayOfYear => DayOfYear(),
        LayoutElement.Hour24 => Number(1, 2, out _hour),
        LayoutElement.Hour12 => Hour12(1),
        LayoutElement.PaddedHour12 => Hour12(2),
        LayoutElement.Minute => Number(1, 2, out _minute),
        LayoutElement.PaddedMinute => Number(2, 2, out _minute),
        LayoutElement.Second => Second(1),
        LayoutElement.PaddedSecond => Second(2),
        LayoutElement.Fraction => TakeFraction() && _fractionDigits == piece.Text.Length - 1,
        LayoutElement.TrimmedFraction => TakeFraction(),
        LayoutElement.Noon => Noon("AM", "PM"),
        LayoutElement.LowerNoon => Noon("am", "pm"),
        // What other abbreviations mean depends on the country.
        LayoutElement.ZoneName => Literal("UTC") || Literal("GMT"),
        LayoutElement.OffsetOrZ when Literal("Z") => true,
        LayoutElement.Offset or LayoutElement.OffsetOrZ => Offset(piece.Text),
        _ => Literal(piece.Text),
    };

    private DateTimeOffset? Time()
    {
        if (_afternoon is { } afternoon)
        {
            _hour = (_hour % 12) + (afternoon ? 12 : 0);
        }

        if (_year is < 1 || _month is < 1 or > 12 || _day < 1 || _day > DateTime.DaysInMonth(_year, _month)
            || _hour > 23 || _minute > 59 || _second > 59 || _dayOfYear is < 1 || _dayOfYear > (DateTime.IsLeapYear(_year) ? 366 : 365))
        {
            return null;
        }

        var day = _dayOfYear is { } number ? new DateTime(_year, 1, 1).AddDays(number - 1) : new DateTime(_year, _month, _day);
        var local = day + new TimeSpan(_hour, _minute, _second) + TimeSpan.FromTicks(_ticks);
        var utc = local.Ticks - _offset.Ticks;
        return utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(local, _offset);
    }

    private bool Number(int least, int most, out int number)
    {
        var start = _at;
        number = 0;
        while (_at < text.Length && _at - start < most && char.IsAsciiDigit(text[_at]))
        {
            number = (number * 10) + (text[_at++] - '0');
        }

        return _at - start >= least;
    }

    private bool ShortYear()
    {
        var read = Number(2, 2, out var year);
        _year = year >= 69 ? 1900 + year : 2000 + year;
        return read;
    }

    private bool SpacedDay()
    {
        Literal(" ");
        return Number(1, 2, out _day);
    }

    private bool DayOfYear()
    {
        var read = Number(3, 3, out var day);
        _dayOfYear = day;
        return read;
    }

    private bool Hour12(int least) => Number(least, 2, out _hour) && _hour <= 12;

    // A fraction may follow where the layout shows none.
    private bool Second(int least) => Number(least, 2, out _second) && TakeFraction();

    private bool TakeFraction()
    {
        if (_at + 1 >= text.Length || text[_at] is not ('.' or ',') || !char.IsAsciiDigit(text[_at + 1]))
        {
            return true;
        }

        var start = ++_at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
        {
            _at++;
        }

        _fractionDigits = _at - start;
        var kept = text.AsSpan(start, Math.Min(_fractionDigits, 7));
        _ticks = int.Parse(kept, NumberStyles.None, CultureInfo.InvariantCulture) * (int)Math.Pow(10, 7 - kept.Length);
        return _fractionDigits <= 9;
    }

    private bool Noon(string morning, string afternoon)
    {
        _afternoon = Literal(afternoon);
        return _afternoon.Value || Literal(morning);
    }

    private bool Name(string[] names, out int number)
    {
        number = Array.FindIndex(names, n => n.Length > 0 && text.AsSpan(_at).StartsWith(n, StringComparison.OrdinalIgnoreCase)) + 1;
        _at += number > 0 ? names[number - 1].Length : 0;
        return number > 0;
    }

    private bool Offset(string layout)
    {
        if (_at >= text.Length || text[_at] is not ('+' or '-'))
        {
            return false;
        }

        var negative = text[_at++] == '-';
        var digits = layout.Count(char.IsAsciiDigit);
        var colon = layout.Contains(':', StringComparison.Ordinal) ? ":" : "";
        var seconds = 0;
        var minutes = 0;
        var read = Number(2, 2, out var hours)
            && (digits < 4 || (Literal(colon) && Number(2, 2, out minutes)))
            && (digits < 6 || (Literal(colon) && Number(2, 2, out seconds)));
        // No offset of today has seconds, and none is larger than 14 hours.
        if (!read || seconds != 0 || minutes > 59 || (hours * 60) + minutes > 14 * 60)
        {
            return false;
        }

        _offset = new TimeSpan(negative ? -hours : hours, negative ? -minutes : minutes, 0);
        return true;
    }

    private bool Literal(string expected)
    {
        if (!text.AsSpan(_at).StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        _at += expected.Length;
        return true;
    }
}
