using System.Globalization;
using Cronos;
using Flowker.Engine.Schedules;

namespace Flowker.Engine.Tests.Schedules;

/// <summary>Schedules in every time zone of this machine, around every change of its clock within two years.</summary>
public sealed class TimeZoneTests
{
    private static readonly DateTime From = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Until = From.AddYears(2);
    private static readonly TimeSpan Around = TimeSpan.FromHours(30);

    // What each means on a wall clock, and whether it goes on through an hour that comes twice.
    private static readonly (string Cron, bool Repeats, Func<DateTime, bool> Matches)[] Crons =
    [
        ("* * * * *", true, _ => true),
        ("*/20 * * * *", true, t => t.Minute % 20 == 0),
        ("15 * * * *", true, t => t.Minute == 15),
        ("10-12 1 * * *", true, t => t is { Hour: 1, Minute: >= 10 and <= 12 }),
        ("30 1 * * *", false, t => t is { Hour: 1, Minute: 30 }),
        ("0,30 0,2,3,23 * * *", false, t => t is { Hour: 0 or 2 or 3 or 23, Minute: 0 or 30 }),
        ("45 2 * * SUN", false, t => t is { DayOfWeek: DayOfWeek.Sunday, Hour: 2, Minute: 45 }),
    ];

    [Theory]
    [InlineData("30 1 * * *", "Europe/Dublin", "2027-03-28T00:29:00Z", "2027-03-28T01:00:00Z,2027-03-29T00:30:00Z,2027-03-30T00:30:00Z")]
    [InlineData("30 1 * * *", "Europe/Dublin", "2027-10-30T12:00:00Z", "2027-10-31T00:30:00Z,2027-11-01T01:30:00Z,2027-11-02T01:30:00Z")]
    [InlineData("*/30 * * * *", "Europe/Dublin", "2027-10-31T00:00:00Z", "2027-10-31T00:30:00Z,2027-10-31T01:00:00Z,2027-10-31T01:30:00Z")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2027-02-06T12:00:00Z", "2027-02-07T01:30:00Z,2027-02-08T02:30:00Z,2027-02-09T02:30:00Z")]
    [InlineData("30 2 * * *", "Africa/El_Aaiun", "2027-03-13T12:00:00Z", "2027-03-14T02:00:00Z,2027-03-15T01:30:00Z,2027-03-16T01:30:00Z")]
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T20:00:00Z", "2026-10-03T15:30:00Z,2026-10-04T15:15:00Z,2026-10-05T15:15:00Z")]
    public void Zones_that_set_their_clocks_in_uncommon_ways_lose_and_repeat_nothing(string cron, string zone, string after, string expected) =>
        Assert.Equal(
            expected,
            string.Join(',', Trigger(cron, zone).Next(Time(after), 3).Select(at => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))));

    [Fact]
    public void Every_zone_loses_and_repeats_nothing_around_every_change_of_its_clock()
    {
        var changes = 0;
        foreach (var zone in Zones())
        {
            var system = TimeZoneInfo.FindSystemTimeZoneById(zone);
            foreach (var change in ChangesOf(system).DefaultIfEmpty(From + Around))
            {
                changes++;
                foreach (var (cron, repeats, matches) in Crons)
                {
                    var expected = Expected(system, change, repeats, matches);
                    var found = Trigger(cron, zone).Next(change - Around, expected.Count + 1);
                    Assert.True(
                        expected.SequenceEqual(found.TakeWhile(at => at.UtcDateTime <= change + Around).Select(at => at.UtcDateTime)),
                        $"{cron} in {zone} around {change:O}: {string.Join(' ', found.Select(at => at.UtcDateTime.ToString("dd'T'HH:mm", CultureInfo.InvariantCulture)))}");
                }
            }
        }

        Assert.InRange(changes, 400, 100_000);
    }

    /// <summary>Where the library that follows the fields knows the zone's rules, it is of the same opinion, however far the next date is.</summary>
    [Theory]
    [InlineData("0 0 29 2 MON", "Europe/Berlin")]
    [InlineData("30 2 L * *", "America/New_York")]
    [InlineData("15 3 * * SUN#2", "Australia/Sydney")]
    [InlineData("*/7 1-4 * 3,10,11 *", "America/Sao_Paulo")]
    [InlineData("0 12 15W * *", "Asia/Kolkata")]
    public void Common_zones_are_followed_as_the_library_follows_them(string cron, string zone)
    {
        var library = CronExpression.Parse(cron).GetOccurrences(From, From.AddYears(60), TimeZoneInfo.FindSystemTimeZoneById(zone)).Take(2_000).ToArray();
        Assert.NotEmpty(library);
        Assert.Equal(library, Trigger(cron, zone).Next(From.AddTicks(-1), library.Length).Select(at => at.UtcDateTime));
    }

    /// <summary>The minutes whose wall clock matches; what it leaves out comes when it goes on, and what it shows twice is new once, or twice for what repeats.</summary>
    private static List<DateTime> Expected(TimeZoneInfo zone, DateTime change, bool repeats, Func<DateTime, bool> matches)
    {
        List<DateTime> expected = [];
        HashSet<DateTime> shown = [];
        var last = Wall(zone, change - Around);
        for (var at = change - Around; at <= change + Around; at = at.AddMinutes(1))
        {
            var wall = Wall(zone, at);
            var isDue = matches(wall) && (repeats || !shown.Contains(wall));
            for (var skipped = last.AddMinutes(1); skipped < wall; skipped = skipped.AddMinutes(1))
            {
                isDue |= matches(skipped);
            }

            if (isDue && at > change - Around)
            {
                expected.Add(at);
            }

            shown.Add(wall);
            last = wall;
        }

        return expected;
    }

    private static IEnumerable<DateTime> ChangesOf(TimeZoneInfo zone)
    {
        for (var at = From; at < Until; at = at.AddMinutes(30))
        {
            if (zone.GetUtcOffset(at) != zone.GetUtcOffset(at.AddMinutes(30)))
            {
                yield return at.AddMinutes(30);
            }
        }
    }

    private static DateTime Wall(TimeZoneInfo zone, DateTime at) => DateTime.SpecifyKind(at + zone.GetUtcOffset(at), DateTimeKind.Unspecified);

    private static IEnumerable<string> Zones()
    {
        const string Folder = "/usr/share/zoneinfo";
        var files = Directory.Exists(Folder)
            ? Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f))
            : TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id);
        return files
            .Where(f => !f.StartsWith("posix", StringComparison.Ordinal) && !f.StartsWith("right/", StringComparison.Ordinal) && f is not ("localtime" or "Factory"))
            .Where(f => TimeZoneInfo.TryFindSystemTimeZoneById(f, out _))
            .Order(StringComparer.Ordinal);
    }

    private static ScheduleTrigger Trigger(string cron, string zone) => new("t", cron, zone, CatchUp.All, null);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
