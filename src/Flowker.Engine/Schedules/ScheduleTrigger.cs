using System.Collections.Immutable;
using System.Text.Json;

namespace Flowker.Engine.Schedules;

/// <summary>
/// A trigger node that the clock fires, by five cron fields in a time zone. Source: <c>docs/schedules.md</c>.
/// </summary>
public sealed record ScheduleTrigger(string NodeId, string Cron, string TimeZone, CatchUp CatchUp, JsonElement? Input)
{
    /// <summary>An occurrence that is started this late is still in time: silos die and processes start.</summary>
    public static readonly TimeSpan InTime = TimeSpan.FromMinutes(5);

    private readonly CronCalendar _calendar = new(Cron, TimeZone);

    /// <summary>Up to <paramref name="count"/> occurrences after a time, in UTC; fewer when the calendar has no more.</summary>
    public ImmutableArray<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        var next = ImmutableArray.CreateBuilder<DateTimeOffset>(count);
        for (var at = After(after); at is { } occurrence && next.Count < count; at = After(occurrence))
        {
            next.Add(occurrence);
        }

        return next.ToImmutable();
    }

    /// <summary>
    /// What is due of the occurrences after <paramref name="decidedUntil"/> up to <paramref name="now"/>, at most <paramref name="limit"/>.
    /// A clock that was far ahead is believed no more once it is set back: what it decided beyond now is decided again.
    /// </summary>
    public DueOccurrences Due(DateTimeOffset decidedUntil, DateTimeOffset now, int limit)
    {
        if (now <= decidedUntil)
        {
            return new DueOccurrences([], decidedUntil - now > InTime ? now : decidedUntil);
        }

        var from = CatchUp is not CatchUp.All && now - decidedUntil > InTime ? now - InTime : decidedUntil;
        ImmutableArray<DateTimeOffset> due = [.. Next(from, limit).TakeWhile(at => at <= now)];
        if (due.IsEmpty && CatchUp is CatchUp.Last && Latest(decidedUntil, from) is { } missed)
        {
            due = [missed];
        }

        return new DueOccurrences(due, due.Length == limit ? due[^1] : now);
    }

    // Looks back in steps that double, so that a year of minutes costs no more than the last of them.
    private DateTimeOffset? Latest(DateTimeOffset after, DateTimeOffset until)
    {
        if (after >= until)
        {
            return null;
        }

        for (var span = TimeSpan.FromMinutes(2); ; span *= 2)
        {
            var from = until - after > span ? until - span : after;
            if (After(from) is { } first && first <= until)
            {
                var latest = first;
                while (After(latest) is { } later && later <= until)
                {
                    latest = later;
                }

                return latest;
            }

            if (from == after)
            {
                return null;
            }
        }
    }

    private DateTimeOffset? After(DateTimeOffset time) => _calendar.After(time);
}
