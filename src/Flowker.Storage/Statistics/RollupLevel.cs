namespace Flowker.Storage.Statistics;

/// <summary>The lengths of time, in UTC, by which executions are counted.</summary>
public enum RollupLevel
{
    Minute,
    Hour,
    Day,
}

/// <summary>The bounds of buckets.</summary>
public static class RollupLevels
{
    public static TimeSpan Length(this RollupLevel level) => level switch
    {
        RollupLevel.Minute => TimeSpan.FromMinutes(1),
        RollupLevel.Hour => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>The start of the bucket that <paramref name="time"/> is in.</summary>
    public static DateTimeOffset Floor(this RollupLevel level, DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % level.Length().Ticks), TimeSpan.Zero);

    /// <summary>The start of the first bucket that does not begin before <paramref name="time"/>.</summary>
    public static DateTimeOffset Ceiling(this RollupLevel level, DateTimeOffset time) =>
        level.Floor(time) is var floor && floor == time ? floor : floor + level.Length();

    internal static string Name(this RollupLevel level) => level switch
    {
        RollupLevel.Minute => "minute",
        RollupLevel.Hour => "hour",
        _ => "day",
    };
}
