using System.Diagnostics;
using Cronos;

namespace Flowker.Engine.Schedules;

/// <summary>
/// When cron fields match the wall clock of a time zone, as moments in UTC. The fields are followed on the wall clock alone, and of
/// the zone only its offset at a moment is asked, never its rules: so a zone whose summer time is negative, or that sets its clock
/// twice within a month, is a zone like any other. Source: <c>docs/schedules.md</c>.
/// </summary>
internal sealed class CronCalendar
{
    // Zones set their clocks by a day at most; what lies further away than this cannot be confused with now.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(2);

    // No zone sets its clock and sets it back within this time.
    private static readonly TimeSpan Step = TimeSpan.FromHours(3);

    private const int MaxTurns = 1_000;

    private readonly CronExpression _cron;
    private readonly TimeZoneInfo _zone;
    private readonly bool _repeats;

    public CronCalendar(string cron, string timeZone)
    {
        _cron = CronExpression.Parse(cron, CronFormat.Standard);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        _repeats = Repeats(cron);
    }

    /// <summary>The first moment after this one; null when the calendar has no more. Always later than <paramref name="time"/>.</summary>
    public DateTimeOffset? After(DateTimeOffset time)
    {
        var at = time.UtcDateTime;
        return Find(at) is not { } found ? null
            : found > at ? new DateTimeOffset(found)
            : throw Stuck();
    }

    // Times on the wall clock are given as if they were UTC, which is how the fields are followed on it.
    private DateTime? Find(DateTime at)
    {
        var offset = OffsetAt(at);
        var shown = _repeats ? DateTime.MinValue : LatestShownBefore(at);
        var wall = at + offset;
        var inclusive = shown > wall;
        wall = inclusive ? shown : wall;
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var next = _cron.GetNextOccurrence(wall, inclusive);
            var due = next - offset;
            var until = due <= at + Reach ? due.Value : at + Reach;
            if (ChangeWithin(at, until) is { } change)
            {
                var (before, after) = (change + offset, change + OffsetAt(change));
                if (next < after)
                {
                    return change;
                }

                shown = !_repeats && before > shown ? before : shown;
                (at, offset) = (change, after - change);
                (wall, inclusive) = (after > shown ? after : shown, true);
            }
            else if (due is null || due == until)
            {
                return due;
            }
            else
            {
                at = due.Value - Reach;
                offset = OffsetAt(at);
                (wall, inclusive) = (at + offset, true);
            }
        }

        throw Stuck();
    }

    /// <summary>What the wall clock has shown already, where it was set back not long ago.</summary>
    private DateTime LatestShownBefore(DateTime at)
    {
        var shown = DateTime.MinValue;
        var from = at - Reach;
        while (ChangeWithin(from, at) is { } change)
        {
            var before = change + OffsetAt(from);
            shown = before > shown ? before : shown;
            from = change;
        }

        return shown;
    }

    /// <summary>The first moment after <paramref name="from"/>, up to <paramref name="until"/>, at which the offset is another; null for none.</summary>
    private DateTime? ChangeWithin(DateTime from, DateTime until)
    {
        var offset = OffsetAt(from);
        for (var low = from; low < until;)
        {
            var high = low + Step < until ? low + Step : until;
            if (OffsetAt(high) == offset)
            {
                low = high;
                continue;
            }

            while (high.Ticks - low.Ticks > 1)
            {
                var middle = low.AddTicks((high.Ticks - low.Ticks) / 2);
                (low, high) = OffsetAt(middle) == offset ? (middle, high) : (low, middle);
            }

            return high;
        }

        return null;
    }

    private TimeSpan OffsetAt(DateTime utc) => _zone.GetUtcOffset(utc);

    // Fields that mean "every so often" go on through an hour that comes twice; those that name times of the day do not.
    private static bool Repeats(string cron) => cron.Trim() switch
    {
        "@every_second" or "@every_minute" or "@hourly" => true,
        ['@', ..] => false,
        var fields => fields.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(2).Any(f => f.IndexOfAny(['*', '?', '-', '/']) >= 0),
    };

    private UnreachableException Stuck() => new($"The clock of time zone {_zone.Id} does not go on.");
}
