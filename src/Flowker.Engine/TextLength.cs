using System.Globalization;

namespace Flowker.Engine;

/// <summary>Lengths as people count them: characters, not bytes or halves of a pair.</summary>
public static class TextLength
{
    /// <summary>False for null.</summary>
    public static bool Exceeds(string? text, int most) =>
        text is not null && text.Length > most && new StringInfo(text).LengthInTextElements > most;
}
