using System.Buffers;

namespace Flowker.Audit.Canonical;

/// <summary>
/// Sees in one pass that a text is in the canonical form already, for the texts that most events have: one object of plain
/// ASCII texts and whole numbers, its members in order. It never says so wrongly; what it does not know is left to the parser.
/// </summary>
internal static class CanonicalFlat
{
    // So many digits every double holds exactly, and ECMAScript writes as they are.
    private const int MaxDigits = 15;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5f).Select(c => (char)c).Except(['"', '\\'])]);

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>True only for a text that is its own canonical form, and ASCII; an empty object is not among them.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        if (text is not ['{', .. var rest])
        {
            return false;
        }

        ReadOnlySpan<char> last = default;
        for (var first = true; ; first = false)
        {
            var name = rest[..TextLength(rest)];
            if (name.IsEmpty || (!first && last.SequenceCompareTo(name[1..^1]) >= 0) || rest[name.Length..] is not [':', .. var value])
            {
                return false;
            }

            last = name[1..^1];
            var length = value is ['"', ..] ? TextLength(value) : NumberLength(value);
            if (length == 0)
            {
                return false;
            }

            switch (value[length..])
            {
                case "}":
                    return true;
                case [',', .. var next]:
                    rest = next;
                    break;
                default:
                    return false;
            }
        }
    }

    // With its quotation marks; 0 when there is no such text.
    private static int TextLength(ReadOnlySpan<char> json) =>
        json is ['"', .. var text] && text.IndexOfAnyExcept(Plain) is >= 0 and var end && text[end] == '"' ? end + 2 : 0;

    private static int NumberLength(ReadOnlySpan<char> json)
    {
        var isNegative = json is ['-', ..];
        var digits = isNegative ? json[1..] : json;
        var count = digits.IndexOfAnyExcept(Digits);
        return count is >= 1 and <= MaxDigits && (digits[0] != '0' || (count == 1 && !isNegative)) ? json.Length - digits.Length + count : 0;
    }
}
