using System.Globalization;
using System.Text;
using CsCheck;
using Flowker.Engine.Schedules;
using Flowker.Engine.Workflows;

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
    [InlineData(CatchUp.Last, "11:56,11:57,11:58,11:59,12:00")]
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
        Assert.Equal(Noon, Trigger("* * * * *", CatchUp.Last).Due(Noon.AddYears(-1), Noon, 100).Starts[^1]);
        Assert.Equal([Time("2024-02-29T00:00:00Z")], Trigger("0 0 29 2 *").Due(Noon.AddYears(-10), Noon, 100).Starts.ToArray());
    }

    /// <summary>What can be started within five minutes is in time, and not one of those that were missed.</summary>
    [Theory]
    [InlineData("*/2 * * * *", -3, "11:58,12:00")]
    [InlineData("*/2 * * * *", -300, "11:56,11:58,12:00")]
    [InlineData("50 * * * *", -300, "11:50")]
    [InlineData("57,50 * * * *", -300, "11:57")]
    [InlineData("30 * * * *", -10, "")]
    public void Of_what_was_missed_the_last_is_started_and_all_that_is_in_time(string cron, int decided, string expected)
    {
        var due = Trigger(cron, CatchUp.Last).Due(Noon.AddMinutes(decided), Noon.AddSeconds(20), 100);
        Assert.Equal(expected, string.Join(',', due.Starts.Select(at => at.ToString("HH:mm", CultureInfo.InvariantCulture))));
    }

    /// <summary>A clock that was hours ahead has decided what is yet to come. Set right, it must not be silent until then.</summary>
    [Fact]
    public void What_a_clock_far_ahead_decided_is_decided_again()
    {
        var hourly = Trigger("0 * * * *");
        var ahead = hourly.Due(Noon, Noon.AddHours(3).AddMinutes(1), 10);
        Assert.Equal([Noon.AddHours(3)], ahead.Starts.ToArray());
        var right = hourly.Due(ahead.DecidedUntil, Noon.AddMinutes(1), 10);
        Assert.Equal((0, Noon.AddMinutes(1)), (right.Starts.Length, right.DecidedUntil));
        Assert.Equal([Noon.AddHours(1)], hourly.Due(right.DecidedUntil, Noon.AddHours(1), 10).Starts.ToArray());
        // One that was minutes ahead has left nothing out.
        Assert.Equal(Noon, hourly.Due(Noon, Noon.AddMinutes(-5), 10).DecidedUntil);
    }

    [Theory]
    [InlineData("@every_second", "UTC", "cron", "five fields")]
    [InlineData("@every_minute", "UTC", "cron", "five fields")]
    [InlineData("@daily", "UTC", "cron", "five fields")]
    [InlineData("0 0 12 * * *", "UTC", "cron", "five fields")]
    [InlineData("61 * * * *", "UTC", "cron", "minute takes 0 to 59")]
    [InlineData("0 24 * * *", "UTC", "cron", "hour takes 0 to 23")]
    [InlineData("0 0 0 * *", "UTC", "cron", "day of month takes 1 to 31")]
    [InlineData("0 0 * 13 *", "UTC", "cron", "month takes 1 to 12")]
    [InlineData("0 0 * * 8", "UTC", "cron", "day of week takes 0 to 7")]
    [InlineData("0 0 30 2 *", "UTC", "cron", "never comes")]
    [InlineData("0 0 * * *", "localtime", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "posixrules", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "Factory", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "posix/Europe/Berlin", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "right/Europe/Berlin", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "Pacific Standard Time", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "UTC-11", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "Europe/berlin", "timeZone", "IANA")]
    [InlineData("0 0 * * *", "../Europe/Berlin", "timeZone", "IANA")]
    public void A_schedule_that_is_not_understood_is_refused_and_told_why(string cron, string zone, string member, string why)
    {
        var finding = Assert.Single(ScheduleTriggers.Check(Definition(cron, zone)));
        Assert.Equal(("FLK-0211", $"nodes[0].data.{member}"), (finding.Code, finding.Field));
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,30 8-18/2 1-7 JAN-MAR,DEC MON#1", "America/Argentina/ComodRivadavia")]
    [InlineData("0  0 15W * *", "Etc/GMT+3")]
    [InlineData("* * ? * 7", "US/Eastern")]
    public void What_is_understood_is_not_refused(string cron, string zone) => Assert.Empty(ScheduleTriggers.Check(Definition(cron, zone)));

    /// <summary>What an earlier version activated runs on until somebody activates it anew.</summary>
    [Theory]
    [InlineData("@daily", "UTC")]
    [InlineData("@every_minute", "posix/Europe/Berlin")]
    public void What_was_activated_before_it_was_refused_keeps_its_clock(string cron, string zone) =>
        Assert.Equal((cron, zone), Assert.Single(ScheduleTriggers.Of(Definition(cron, zone))) is var kept ? (kept.Cron, kept.TimeZone) : default);

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

    private static WorkflowDefinition Definition(string cron, string zone) => WorkflowReader.Read(Encoding.UTF8.GetBytes(
        $$$"""{"name":"w","nodes":[{"id":"t","type":"trigger","data":{"triggerType":"schedule","cron":"{{{cron}}}","timeZone":"{{{zone}}}"}}],"edges":[]}""")).Definition!;

    private static ScheduleTrigger Trigger(string cron, CatchUp catchUp = CatchUp.Last, string zone = "UTC") => new("t", cron, zone, catchUp, null);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
