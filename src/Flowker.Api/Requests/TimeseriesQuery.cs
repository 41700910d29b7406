using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Dashboards;

namespace Flowker.Api.Requests;

/// <summary>Reads the query of a time series. Faults are FLK-0302, as of the other dashboards.</summary>
internal static class TimeseriesQuery
{
    private const int PresetBuckets = 24;
    private const int MaxBuckets = 1_500;

    /// <summary>Without bounds: the last 24 buckets, with the present one.</summary>
    public static (TimeseriesRequest? Request, IResult? Refusal) Read(IQueryCollection query, DateTimeOffset now)
    {
        var bucket = ListQuery.First(query, "bucket") ?? "hour";
        TimeSpan? length = bucket switch
        {
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            "day" => TimeSpan.FromDays(1),
            _ => null,
        };
        if (length is not { } one)
        {
            return (null, ErrorResults.Error("FLK-0302", "bucket must be 'minute', 'hour' or 'day'."));
        }

        var (from, to, refusal) = Times.Range(query, "startTime", "endTime", "FLK-0302");
        if (refusal is not null)
        {
            return (null, refusal);
        }

        // Always a little behind the last instant that is asked for, so that an end on a bound asks for the bucket that starts there.
        var end = Inside(to ?? (from is { } start && start > now ? start : now), one) + TimeSpan.FromTicks(1);
        var begin = from is { } given ? Inside(given, one) : end - ((PresetBuckets - 1) * one) - TimeSpan.FromTicks(1);
        return begin > end ? (null, ErrorResults.Error("FLK-0302", "startTime is after endTime."))
            : (end - begin) / one > MaxBuckets ? (null, ErrorResults.Error("FLK-0302", $"The range holds more than {MaxBuckets} buckets."))
            : (new TimeseriesRequest(bucket, begin, end), null);
    }

    // Nothing is counted near the ends of time, and nothing may overflow there.
    private static DateTimeOffset Inside(DateTimeOffset time, TimeSpan bucket)
    {
        var (least, most) = (DateTimeOffset.MinValue + (PresetBuckets * bucket), DateTimeOffset.MaxValue - (2 * bucket));
        return time < least ? least : time > most ? most : time;
    }
}
