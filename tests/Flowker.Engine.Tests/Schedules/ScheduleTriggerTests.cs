using System.Globalization;
using CsCheck;
using Flowker.Engine.Schedules;

namespace Flowker.Engine.Tests.Schedules;

/// <summary>Which occurrences are started, and when.</summary>
public sealed class ScheduleTriggerTests
{
    private static readonly DateTimeOffset Noon = Time("2026-05-01T12:00:00Z");

    [Fact]
    public void Occurrences_follow_the_clock_of_their_zone()
    {
        var daily = Trigger("30 9 * * MON-FRI", zone: "Europe/Berlin");
        Assert.Equal(
            [Time("2026-03-27T08:30:00Z"), Time("2026-03-30T07:30:00Z"), Time("2026-03-31T07:30:00Z")],
            daily.Next(Time("2026-03-27T00:00:00Z"), 3).ToArray());
    }

    [Theory]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")] // 02:30 does not exist: the first minute after the gap.
    [InlineData("2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")] // 02:30 comes twice: the first one.
    public void Summer_time_neither_loses_nor_repeats_an_occurrence(string after, string expected)
    {
        var next = Trigger("30 2 * * *", zone: "Europe/Berlin").Next(Time(after), 2);
        Assert.Equal(Time(expected), next[0]);
        Assert.NotEqual(next[0].Date, next[1].Date);
    }

    [Theory]
    [InlineData(CatchUp.None, "11:56,11:57,11:58,11:59,12:00")]
    [InlineData(CatchUp.Last, "12:00")]
    [InlineData(CatchUp.All, "11:51,11:52,11:53,11:54,11:55,11:56,11:57,11:58,11:59,12:00")]
    public void What_was_missed_is_caught_up_with_as_the_author_says(CatchUp catchUp, string expected)
    {
        var now = Noon.AddSeconds(30);
        var due = Trigger("* * * * *", catchUp).Due(Noon.AddMinutes(-10), now, 100);
        Assert.Equal(expected, string.Join(',', due.Starts.Select(at => at.ToString("HH:mm", CultureInfo.InvariantCulture))));
        Assert.Equal(now, due.DecidedUntil);
    }

    [Fact]
    public void A_year_of_missed_minutes_is_caught_up_with_in_bounded_steps()
    {
        var every = Trigger("* * * * *", CatchUp.All);
        var due = every.Due(Noon.AddYears(-1), Noon, 100);
        Assert.Equal(100, due.Starts.Length);
        Assert.Equal(due.Starts[^1], due.DecidedUntil);
        Assert.Equal(due.DecidedUntil.AddMinutes(1), every.Due(due.DecidedUntil, Noon, 100).Starts[0]);
        Assert.Equal([Noon], Trigger("* * * * *", CatchUp.Last).Due(Noon.AddYears(-1), Noon, 100).Starts.ToArray());
    }

    [Fact]
    public void Nothing_is_due_before_its_time_nor_twice()
    {
        var hourly = Trigger("0 * * * *", CatchUp.All);
        Assert.Empty(hourly.Due(Noon.AddMinutes(-30), Noon.AddTicks(-1), 10).Starts);
        var due = hourly.Due(Noon.AddMinutes(-30), Noon, 10);
        Assert.Equal([Noon], due.Starts.ToArray());
        Assert.Empty(hourly.Due(due.DecidedUntil, Noon, 10).Starts);
        Assert.Empty(hourly.Due(due.DecidedUntil, Noon.AddSeconds(-5), 10).Starts);
    }

    /// <summary>However the clock is looked at, every occurrence of a span is started once, when all are caught up with.</summary>
    [Fact]
    public void All_occurrences_are_started_once_however_often_the_clock_is_looked_at() =>
        Gen.Select(
            Gen.OneOfConst("* * * * *", "*/7 * * * *", "0 3 * * *", "15 2 28-31 * *", "0 0 * * SUN"),
            Gen.OneOfConst("UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe"),
            Gen.Int[0, 500_000], Gen.Int[1, 50], Gen.Int[1, 20_000].List[1, 8])
            .Sample((cron, zone, start, limit, looks) =>
            {
                var trigger = Trigger(cron, CatchUp.All, zone);
                var decided = Noon.AddMinutes(start);
                var from = decided;
                var now = decided;
                List<DateTimeOffset> started = [];
                foreach (var pause in looks)
                {
                    now = now.AddSeconds(pause);
                    DueOccurrences due;
                    do
                    {
                        due = trigger.Due(decided, now, limit);
                        started.AddRange(due.Starts);
                        decided = due.DecidedUntil;
                    }
                    while (decided < now);
                }

                Assert.Equal(trigger.Next(from, started.Count + 1).Where(at => at <= now), started);
            }, iter: 300);

    private static ScheduleTrigger Trigger(string cron, CatchUp catchUp = CatchUp.Last, string zone = "UTC") => new("t", cron, zone, catchUp, null);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
