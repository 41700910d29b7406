namespace Flowker.Storage.Statistics;

/// <summary>
/// A range of time, cut into as few counted buckets as there are and the two edges that are shorter than a minute.
/// Starts are inclusive, ends exclusive.
/// </summary>
internal sealed record RollupRanges(
    IReadOnlyList<(RollupLevel Level, DateTimeOffset From, DateTimeOffset To)> Buckets,
    IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Edges,
    DateTimeOffset WholeFrom,
    DateTimeOffset WholeTo)
{
    // No execution started outside of these, and between them nothing overflows.
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static RollupRanges Of(DateTimeOffset? from, DateTimeOffset? to)
    {
        var start = Clamp(from ?? Earliest);
        var end = Clamp(to ?? Latest);
        var (whole, wholeEnd) = (RollupLevel.Minute.Ceiling(start), RollupLevel.Minute.Floor(end));
        if (whole >= wholeEnd)
        {
            return new RollupRanges([], start < end ? [(start, end)] : [], start, start);
        }

        List<(RollupLevel, DateTimeOffset, DateTimeOffset)> buckets = [];
        Cut(RollupLevel.Day, whole, wholeEnd, buckets);
        List<(DateTimeOffset, DateTimeOffset)> edges = [(start, whole), (wholeEnd, end)];
        edges.RemoveAll(e => e.Item1 >= e.Item2);
        return new RollupRanges(buckets, edges, whole, wholeEnd);
    }

    private static void Cut(
        RollupLevel level, DateTimeOffset from, DateTimeOffset to, List<(RollupLevel, DateTimeOffset, DateTimeOffset)> buckets)
    {
        if (from >= to)
        {
            return;
        }

        var (first, last) = (level.Ceiling(from), level.Floor(to));
        if (first >= last)
        {
            Cut(level - 1, from, to, buckets);
            return;
        }

        buckets.Add((level, first, last));
        if (level > RollupLevel.Minute)
        {
            Cut(level - 1, from, first, buckets);
            Cut(level - 1, last, to, buckets);
        }
    }

    private static DateTimeOffset Clamp(DateTimeOffset time) => time < Earliest ? Earliest : time > Latest ? Latest : time;
}
