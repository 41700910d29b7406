using CsCheck;
using Flowker.Grains.Clocks;
using Flowker.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Grains.Tests;

/// <summary>Clocks that nobody can set, made of one that is set and of the monotonic one.</summary>
public sealed class ClockTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_steady_clock_never_goes_back_and_never_faster_or_slower_than_by_a_quarter() =>
        Gen.Select(Gen.Int[0, 30_000], Gen.OneOfConst(0, 0, 0, 20, -20, 1_200, -1_200, 10_800, -10_800)).List[1, 200].Sample(looks =>
        {
            var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
            var set = new SetClock(time);
            var steady = new SteadyClock(set);
            var last = steady.GetUtcNow();
            foreach (var (milliseconds, step) in looks)
            {
                set.SetBy += TimeSpan.FromSeconds(step);
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                var now = steady.GetUtcNow();
                Assert.InRange((now - last).TotalMilliseconds, (milliseconds * 0.75) - 0.001, (milliseconds * 1.25) + 0.001);
                last = now;
            }
        });

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    [InlineData(10_800)]
    [InlineData(-10_800)]
    public void A_steady_clock_comes_to_the_true_time_again(int step)
    {
        var set = new SetClock(_time);
        var steady = new SteadyClock(set);
        set.SetBy = TimeSpan.FromSeconds(step);
        // Once a second, as timers look at it, for as long as a quarter more or less takes.
        for (var passed = 0; passed <= 4 * Math.Abs(step) + 2; passed++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            steady.GetUtcNow();
        }

        Assert.Equal(set.GetUtcNow(), steady.GetUtcNow());
    }

    [Fact]
    public void A_look_after_a_long_time_does_not_overshoot()
    {
        var set = new SetClock(_time);
        var steady = new SteadyClock(set);
        set.SetBy = TimeSpan.FromSeconds(10);
        _time.Advance(TimeSpan.FromSeconds(1));
        steady.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(5));
        Assert.Equal(set.GetUtcNow(), steady.GetUtcNow());
    }

    [Fact]
    public void Time_in_which_the_process_stood_still_is_no_work()
    {
        var stands = new StandingTime(_time);
        using var clock = new WorkClock(stands);
        var begun = clock.Worked;
        // It looks by itself, so that work without a look counts.
        for (var beat = 0; beat < 240; beat++)
        {
            _time.Advance(WorkClock.Beat);
        }

        Assert.Equal(TimeSpan.FromMinutes(2), clock.Worked - begun);
        stands.Still = TimeSpan.FromSeconds(14);
        Assert.InRange(clock.Worked - begun, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2) + WorkClock.Beat);
    }

    [Fact]
    public void Work_does_not_know_of_a_clock_that_is_set()
    {
        var set = new SetClock(_time);
        using var clock = new WorkClock(set);
        var begun = clock.Worked;
        set.SetBy = TimeSpan.FromHours(3);
        _time.Advance(TimeSpan.FromSeconds(1));
        set.SetBy = TimeSpan.FromHours(-3);
        Assert.Equal(TimeSpan.FromSeconds(1), clock.Worked - begun);
    }

    [Fact]
    public void A_step_of_the_clock_is_noticed_once_and_small_ones_together()
    {
        var set = new SetClock(_time);
        var watch = new ClockWatch(set);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, watch.SetBy());
        set.SetBy = TimeSpan.FromMinutes(-20);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((TimeSpan.FromMinutes(-20), TimeSpan.Zero), (watch.SetBy(), watch.SetBy()));
        set.SetBy += TimeSpan.FromMilliseconds(200);
        Assert.Equal(TimeSpan.Zero, watch.SetBy());
        set.SetBy += TimeSpan.FromMilliseconds(200);
        Assert.Equal(TimeSpan.FromMilliseconds(400), watch.SetBy());
    }

    // The monotonic clock goes on while nothing of the process does, its timers neither.
    private sealed class StandingTime(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Still { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() => inner.GetTimestamp() + (long)(Still.TotalSeconds * inner.TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
