using System.Globalization;

namespace Flowker.Engine;

/// <summary>Lengths as people count them: characters, not bytes or halves of a pair.</summary>
public static class TextLength
{
    /// <summary>False for null.</summary>
    public static bool Exceeds(string? text, int most) =>
        text is not null && text.Length > most && new StringInfo(text).LengthInTextElements > most;

    /// <summary>The start of a text that is longer than this many UTF-16 units, without half a pair at its end.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return $"{text[..end]}…";
    }
}
