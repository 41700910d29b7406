namespace Flowker.Silo.Startup;

/// <summary>Finds settings under <c>Flowker</c> that nothing reads, which are most often written wrong.</summary>
internal static class UnknownSettings
{
    /// <summary>Each with the known one that is written most like it, if one is.</summary>
    public static IEnumerable<(string Unknown, string? Nearest)> In(IConfiguration configuration, IReadOnlyList<string> known) =>
        from setting in configuration.GetSection(FlowkerOptions.Section).AsEnumerable()
        where setting.Value is not null && setting.Key != FlowkerOptions.Section && !known.Any(k => Covers(k, setting.Key))
        orderby setting.Key
        select (Variable(setting.Key), Nearest(setting.Key, known));

    private static bool Covers(string known, string key) =>
        known.EndsWith(":*", StringComparison.Ordinal)
            ? key.StartsWith(known[..^1], StringComparison.OrdinalIgnoreCase)
            : string.Equals(known, key, StringComparison.OrdinalIgnoreCase);

    // A third of the name may differ: more is another word.
    private static string? Nearest(string key, IReadOnlyList<string> known)
    {
        var (nearest, distance) = known
            .Select(k => (Known: k, Distance: Distance(k.ToUpperInvariant(), key.ToUpperInvariant())))
            .MinBy(k => k.Distance);
        return nearest is not null && distance <= Math.Max(2, (key.Length - FlowkerOptions.Section.Length) / 3) ? Variable(nearest) : null;
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    // Levenshtein's: letters to insert, remove or change.
    private static int Distance(string from, string to)
    {
        var before = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], before[j]) + 1, before[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
            }

            before = row;
        }

        return before[^1];
    }
}
