namespace Flowker.Engine.Validation;

/// <summary>What was probably meant by a word that nobody knows.</summary>
internal static class Suggestion
{
    private const int LongestWord = 60;
    private const int ShortestStem = 4;

    /// <summary>As the end of a sentence, such as <c>; did you mean 'path'?</c>; a full stop when nothing is near.</summary>
    public static string End(string word, IEnumerable<string> known) => Of(word, known) is { } meant ? $"; did you mean '{meant}'?" : ".";

    /// <summary>The nearest word: the same but for case and signs, or with few letters amiss, or longer by an end. Null when none is near.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
        {
            return null;
        }

        var most = word.Length switch { 1 => 0, <= 3 => 1, <= 6 => 2, _ => 3 };
        string? nearest = null;
        foreach (var candidate in known.Where(k => k.Length is > 0 and <= LongestWord))
        {
            if (Bare(candidate) == Bare(word))
            {
                return candidate;
            }

            var distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance <= most)
            {
                (nearest, most) = (candidate, distance - 1);
            }
        }

        return nearest ?? known.FirstOrDefault(k => word.Length >= ShortestStem && k.StartsWith(word, StringComparison.OrdinalIgnoreCase));
    }

    private static string Bare(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // Letters left out, put in, taken for others, and neighbours that changed places.
    private static int Distance(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    rows[i, j] = i + j;
                    continue;
                }

                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[one.Length, other.Length];
    }
}
