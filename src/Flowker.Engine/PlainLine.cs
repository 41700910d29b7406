using System.Globalization;
using System.Text;

namespace Flowker.Engine;

/// <summary>
/// Text of one line that looks like what it is: without control characters, ends of lines, marks that turn the direction of writing,
/// and characters that do not show. Names and reasons are read by people, in lists, logs and the audit trail.
/// </summary>
public static class PlainLine
{
    public const string Rule = "must not hold control characters, line breaks, marks of writing direction or invisible characters";

    /// <summary>True for null.</summary>
    public static bool Is(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            // Half a surrogate pair is given as the replacement character, as a real one is; neither says anything.
            if (rune == Rune.ReplacementChar || (IsHidden(rune) && !IsJoiner(rune)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is left of a name when everything is taken away that people pass over: case, blanks, widths and signs that do not show.</summary>
    public static string Skeleton(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var skeleton = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsHidden(rune) && !Rune.IsWhiteSpace(rune))
            {
                skeleton.Append(Narrow(rune));
            }
        }

        return skeleton.ToString().ToUpperInvariant();
    }

    // Letters as wide as ideographs; normalizing would need tables that the service runs without.
    private static Rune Narrow(Rune rune) => rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune;

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse;

    // Some scripts and many emoji are written with them.
    private static bool IsJoiner(Rune rune) => rune.Value is 0x200C or 0x200D;
}
