using Flowker.Engine.Executions;
using Flowker.Engine.Guards;
using Flowker.Grains.Guards;
using Flowker.Grains.Interfaces.Guards;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Grains.Tests;

/// <summary>One silo's guard under a clock that the test moves.</summary>
public sealed class ProviderGuardTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<GuardReport> _reports = [];
    private ProviderGuard? _guard;

    public void Dispose() => _guard?.Dispose();

    [Fact]
    public void Calls_of_a_free_provider_ask_nobody_and_allocate_nothing()
    {
        var guard = Guard(new GuardSettings(), Lease());
        Call(guard);
        var reports = _reports.Count;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < 10_000; call++)
        {
            Call(guard);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
        Assert.Equal(reports, _reports.Count);
    }

    [Fact]
    public async Task Calls_over_the_share_wait_in_order()
    {
        var guard = Guard(new GuardSettings { MaxConcurrency = 2 }, Lease() with { Concurrency = 2 });
        var tickets = Enumerable.Range(0, 5).Select(_ => guard.Queue()).ToArray();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([true, true, false, false, false], tickets.Select(t => t.Granted.IsCompleted));
        Assert.False(guard.TryEnter(out _));
        Assert.Equal(HoldCause.Limit, guard.Waits().Cause);
        Assert.True(tickets[0].TryTake(out var permit));
        permit.GiveBack(CallVerdict.Healthy);
        await tickets[2].Granted;
        Assert.False(tickets[3].Granted.IsCompleted);
        // One that leaves gives its permit or its place to the next.
        tickets[3].Leave();
        tickets[2].Leave();
        await tickets[4].Granted;
    }

    [Fact]
    public void A_rate_lets_the_next_call_go_when_the_first_is_a_period_old()
    {
        var guard = Guard(new GuardSettings { RequestsPerSecond = 2 }, Lease() with { Rate = 2 });
        var tickets = Enumerable.Range(0, 5).Select(_ => guard.Queue()).ToArray();
        _time.Advance(TimeSpan.FromSeconds(3));
        // What was let go and is not sent yet keeps its permit.
        Assert.Equal(2, tickets.Count(t => t.Granted.IsCompleted));
        foreach (var ticket in tickets[..2])
        {
            Assert.True(ticket.TryTake(out var permit));
            permit.Send();
        }

        _time.Advance(TimeSpan.FromMilliseconds(990));
        Assert.Equal(2, tickets.Count(t => t.Granted.IsCompleted));
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(4, tickets.Count(t => t.Granted.IsCompleted));
    }

    [Fact]
    public void Who_does_not_wait_for_a_breaker_is_turned_away_when_it_opens()
    {
        var lease = Lease() with { Concurrency = 1 };
        var guard = Guard(new GuardSettings { MaxConcurrency = 1, FailureThreshold = 1 }, () => lease);
        var first = guard.Queue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var impatient = guard.Queue(leavesWhenBroken: true);
        var patient = guard.Queue();
        Assert.True(first.TryTake(out var permit));
        permit.Send();
        permit.GiveBack(CallVerdict.Down);

        Assert.True(impatient.Granted.IsCompletedSuccessfully);
        Assert.False(impatient.TryTake(out _));
        Assert.False(patient.Granted.IsCompleted);
        Assert.Equal((true, true), guard.State());
        lease = Lease() with { Concurrency = 1, Circuit = 2, Generation = 8, IsSpared = true };
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((false, false), guard.State());
    }

    [Fact]
    public void A_changed_limit_gives_nothing_until_the_cluster_has_spoken()
    {
        GuardLease? lease = Lease() with { Concurrency = 5 };
        var guard = Guard(new GuardSettings { MaxConcurrency = 5 }, () => lease);
        guard.Queue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(guard.TryEnter(out var permit));
        permit.GiveBackUnused();
        lease = null;
        guard.Obey(new GuardSettings { MaxConcurrency = 2 }, 2);
        Assert.False(guard.TryEnter(out _));
        lease = Lease() with { Concurrency = 2 };
        var heard = guard.RenewAsync();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(heard.IsCompleted);
        Assert.True(guard.TryEnter(out _));
    }

    [Fact]
    public void A_limit_is_kept_though_the_guard_of_the_cluster_cannot_be_reached()
    {
        GuardLease? lease = Lease() with { Concurrency = 2 };
        var guard = Guard(new GuardSettings { MaxConcurrency = 2 }, () => lease);
        guard.Queue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        lease = null;
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.True(guard.TryEnter(out var permit));
        permit.GiveBack(CallVerdict.Healthy);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(guard.TryEnter(out _));
        lease = Lease() with { Concurrency = 2 };
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(guard.TryEnter(out _));
    }

    [Fact]
    public void Failures_in_a_row_stop_calls_before_the_clusters_word_is_heard()
    {
        var guard = Guard(new GuardSettings { FailureThreshold = 3 }, () => (GuardLease?)null);
        for (var call = 0; call < 3; call++)
        {
            Call(guard, CallVerdict.Down);
        }

        Assert.False(guard.TryEnter(out _));
        Assert.Equal(HoldCause.CircuitBreaker, guard.Waits().Cause);
        // Nobody will ever say that it is well again: after the open time it is tried.
        var ticket = guard.Queue();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(ticket.Granted.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(ticket.Granted.IsCompleted);
    }

    [Fact]
    public void A_failure_that_the_clusters_word_does_not_know_of_yet_stops_calls_all_the_same()
    {
        GuardPermit? inFlight = null;
        var guard = Guard(new GuardSettings { FailureThreshold = 1 }, () =>
        {
            inFlight?.GiveBack(CallVerdict.Down);
            inFlight = null;
            return Lease();
        });
        Assert.True(guard.TryEnter(out var permit));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        inFlight = permit;
        var before = _reports.Count;
        while (_reports.Count == before)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(0, _reports[^1].FailuresAfter);
        Assert.False(guard.TryEnter(out _));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(1, _reports[^1].FailuresAfter);
    }

    [Fact]
    public void What_calls_say_is_told_once_and_again_when_it_was_not_heard()
    {
        GuardLease? lease = null;
        var guard = Guard(new GuardSettings(), () => lease);
        Call(guard, CallVerdict.Down);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(1, _reports[^1].FailuresAfter);
        lease = Lease();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _reports[^1].FailuresAfter);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, _reports[^1].FailuresAfter);
        Call(guard, CallVerdict.Healthy);
        Call(guard, CallVerdict.Down);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal((true, 1), (_reports[^1].Succeeded, _reports[^1].FailuresAfter));
    }

    [Fact]
    public void An_idle_provider_gives_its_lease_back_and_is_left_alone()
    {
        var guard = Guard(new GuardSettings { MaxConcurrency = 2 }, Lease() with { Concurrency = 2 });
        var ticket = guard.Queue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(ticket.TryTake(out var permit));
        permit.GiveBack(CallVerdict.Healthy);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(default, _reports[^1].Concurrency);
        var told = _reports.Count;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(told, _reports.Count);
    }

    [Fact]
    public async Task The_first_call_and_the_first_after_a_rest_wait_for_the_clusters_word()
    {
        var word = new TaskCompletionSource<GuardLease?>();
        var guard = Guard(new GuardSettings(), () => word.Task);
        Assert.False(guard.TryEnter(out _));
        var first = guard.Queue();
        Assert.False(first.Granted.IsCompleted);
        Assert.Equal(HoldCause.Limit, guard.Waits().Cause);
        word.SetResult(Lease());
        await first.Granted;
        Assert.True(first.TryTake(out var permit));
        permit.GiveBack(CallVerdict.Healthy);
        Call(guard);
        _time.Advance(TimeSpan.FromSeconds(60));
        word = new TaskCompletionSource<GuardLease?>();
        Assert.False(guard.TryEnter(out _));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.False(guard.TryEnter(out _));
        word.SetResult(Lease() with { Generation = 8, Circuit = 0, OpenFor = TimeSpan.FromSeconds(9) });
        Assert.True(SpinWait.SpinUntil(() => guard.Waits().Cause is HoldCause.CircuitBreaker, TimeSpan.FromSeconds(30)));
        Assert.False(guard.TryEnter(out _));
    }

    [Fact]
    public void The_first_call_waits_two_seconds_at_most()
    {
        var word = new TaskCompletionSource<GuardLease?>();
        var guard = Guard(new GuardSettings(), () => word.Task);
        var ticket = guard.Queue();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(ticket.Granted.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(ticket.Granted.IsCompleted);
        Call(guard);
        Assert.Single(_reports);
    }

    [Fact]
    public void After_a_probe_that_failed_no_other_goes_before_the_clusters_word()
    {
        var guard = Guard(new GuardSettings(), Lease() with { Circuit = 1 });
        var tickets = Enumerable.Range(0, 3).Select(_ => guard.Queue()).ToArray();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([true, false, false], tickets.Select(t => t.Granted.IsCompleted));
        Assert.True(tickets[0].TryTake(out var probe));
        probe.GiveBack(CallVerdict.Down);
        Assert.False(tickets[1].Granted.IsCompleted);
        // The word: it may be tried again.
        _time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(1, _reports[^1].FailuresAfter);
        Assert.Equal([true, false], tickets[1..].Select(t => t.Granted.IsCompleted));
    }

    private static void Call(ProviderGuard guard, CallVerdict verdict = CallVerdict.Healthy)
    {
        Assert.True(guard.TryEnter(out var permit));
        permit.Send();
        permit.GiveBack(verdict);
    }

    private static GuardLease Lease() => new() { ValidFor = TimeSpan.FromSeconds(10), Generation = 7 };

    private ProviderGuard Guard(GuardSettings settings, GuardLease lease) => Guard(settings, () => lease);

    private ProviderGuard Guard(GuardSettings settings, Func<GuardLease?> lease) => Guard(settings, () => Task.FromResult(lease()));

    private ProviderGuard Guard(GuardSettings settings, Func<Task<GuardLease?>> lease) => _guard = new ProviderGuard(
        Guid.NewGuid(),
        "silo",
        settings,
        version: 1,
        report =>
        {
            _reports.Add(report);
            return lease();
        },
        _time);
}
