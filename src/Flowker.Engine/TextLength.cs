using System.Globalization;

namespace Flowker.Engine;

/// <summary>Lengths as people count them: characters, not bytes or halves of a pair.</summary>
internal static class TextLength
{
    public static bool Exceeds(string? text, int most) =>
        text is not null && text.Length > most && new StringInfo(text).LengthInTextElements > most;
}
