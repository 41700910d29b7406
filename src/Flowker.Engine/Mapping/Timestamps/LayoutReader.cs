using System.Collections.Immutable;

namespace Flowker.Engine.Mapping.Timestamps;

/// <summary>
/// Cuts a layout into its pieces. Layouts show how the moment <c>Mon Jan 2 15:04:05 MST 2006</c> (time zone <c>-0700</c>)
/// would be written. Source: <c>spec/reference-engine.md</c>, 3.6, <c>timestamp</c>.
/// </summary>
internal static class LayoutReader
{
    // The longer of two that begin alike stands first.
    private static readonly (string Text, LayoutElement Element)[] Known =
    [
        ("January", LayoutElement.MonthName), ("Jan", LayoutElement.ShortMonthName),
        ("Monday", LayoutElement.DayName), ("Mon", LayoutElement.ShortDayName), ("MST", LayoutElement.ZoneName),
        ("002", LayoutElement.DayOfYear), ("01", LayoutElement.PaddedMonth), ("02", LayoutElement.PaddedDay),
        ("03", LayoutElement.PaddedHour12), ("04", LayoutElement.PaddedMinute), ("05", LayoutElement.PaddedSecond),
        ("06", LayoutElement.ShortYear), ("15", LayoutElement.Hour24), ("1", LayoutElement.Month),
        ("2006", LayoutElement.Year), ("2", LayoutElement.Day), ("_2", LayoutElement.SpacedDay),
        ("3", LayoutElement.Hour12), ("4", LayoutElement.Minute), ("5", LayoutElement.Second),
        ("PM", LayoutElement.Noon), ("pm", LayoutElement.LowerNoon),
        ("-07:00:00", LayoutElement.Offset), ("-07:00", LayoutElement.Offset), ("-070000", LayoutElement.Offset),
        ("-0700", LayoutElement.Offset), ("-07", LayoutElement.Offset),
        ("Z07:00:00", LayoutElement.OffsetOrZ), ("Z07:00", LayoutElement.OffsetOrZ), ("Z070000", LayoutElement.OffsetOrZ),
        ("Z0700", LayoutElement.OffsetOrZ), ("Z07", LayoutElement.OffsetOrZ),
    ];

    public static ImmutableArray<LayoutPiece> Read(string layout)
    {
        var pieces = ImmutableArray.CreateBuilder<LayoutPiece>();
        var literal = 0;
        for (var i = 0; i < layout.Length;)
        {
            if (PieceAt(layout, i) is not { } piece)
            {
                i++;
                continue;
            }

            AddLiteral(layout[literal..i], pieces);
            pieces.Add(piece);
            literal = i += piece.Text.Length;
        }

        AddLiteral(layout[literal..], pieces);
        return pieces.ToImmutable();
    }

    private static LayoutPiece? PieceAt(string layout, int at)
    {
        var rest = layout.AsSpan(at);
        if (rest[0] is '.' or ',')
        {
            return FractionAt(rest);
        }

        if (rest.StartsWith("_2006"))
        {
            return null;
        }

        foreach (var (text, element) in Known)
        {
            // "Month" is no "Mon".
            var isWord = element is LayoutElement.ShortDayName or LayoutElement.ShortMonthName
                && rest.Length > text.Length && char.IsAsciiLetterLower(rest[text.Length]);
            if (rest.StartsWith(text) && !isWord)
            {
                return new LayoutPiece(element, text);
            }
        }

        return null;
    }

    private static LayoutPiece? FractionAt(ReadOnlySpan<char> rest)
    {
        if (rest.Length < 2 || rest[1] is not ('0' or '9'))
        {
            return null;
        }

        var digits = rest[1..].IndexOfAnyExcept(rest[1]) is var end and >= 0 ? end : rest.Length - 1;
        if (digits > 9 || (digits + 1 < rest.Length && char.IsAsciiDigit(rest[digits + 1])))
        {
            return null;
        }

        return new LayoutPiece(
            rest[1] == '0' ? LayoutElement.Fraction : LayoutElement.TrimmedFraction, rest[..(digits + 1)].ToString());
    }

    private static void AddLiteral(string text, ImmutableArray<LayoutPiece>.Builder pieces)
    {
        if (text.Length > 0)
        {
            pieces.Add(new LayoutPiece(LayoutElement.Literal, text));
        }
    }
}
