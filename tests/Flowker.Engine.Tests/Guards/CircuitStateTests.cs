using CsCheck;
using Flowker.Engine.Guards;

namespace Flowker.Engine.Tests.Guards;

/// <summary>The circuit breaker. Source: <c>spec/decisions.md</c>, "Circuit breaker"; <c>spec/reference-engine.md</c>, 1.13.</summary>
public sealed class CircuitStateTests
{
    private static readonly GuardSettings Settings = new() { FailureThreshold = 3, Open = Seconds(30), Ramp = Seconds(10) };

    [Fact]
    public void Failures_in_a_row_open_it_and_a_success_between_starts_the_row_again()
    {
        var circuit = CircuitState.Closed.Fail(2, 0).Succeed(0).Fail(2, 0);
        Assert.Equal(CircuitPhase.Closed, circuit.Phase);
        circuit = circuit.Fail(1, 1);
        Assert.Equal((CircuitPhase.Open, 0), (circuit.Phase, circuit.Cap(Seconds(1), Settings)));
        Assert.Equal(Seconds(29), circuit.OpenFor(Seconds(2), Settings));
    }

    [Fact]
    public void One_call_probes_after_the_open_time_and_decides()
    {
        var probing = Down(0).At(Seconds(30), Settings);
        Assert.Equal((CircuitPhase.Probing, 1), (probing.Phase, probing.Cap(Seconds(30), Settings)));
        Assert.Equal(CircuitPhase.Open, probing.Fail(1, 31).Phase);
        Assert.Equal(CircuitPhase.Ramping, probing.Succeed(31).Phase);
    }

    [Fact]
    public void After_a_good_probe_calls_grow_until_they_are_free()
    {
        var ramping = Down(0).At(Seconds(30), Settings).Succeed(30);
        int?[] caps = [.. Enumerable.Range(30, 11).Select(s => ramping.At(Seconds(s), Settings).Cap(Seconds(s), Settings))];
        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, null], caps);
        Assert.Equal(CircuitPhase.Open, ramping.Fail(3, 35).Phase);
    }

    [Fact]
    public void What_calls_of_an_earlier_phase_say_is_no_news()
    {
        var open = Down(0);
        var probing = open.At(Seconds(30), Settings);
        Assert.Equal(probing, probing.Heard(succeeded: true, 0, open.Generation, Seconds(30), Settings));
        Assert.Equal(probing, probing.Heard(succeeded: false, 9, CircuitState.Closed.Generation, Seconds(30), Settings));
    }

    [Fact]
    public void Switched_off_it_never_opens() =>
        Assert.Equal(CircuitPhase.Closed, CircuitState.Closed.Heard(false, 100, CircuitState.Closed.Generation, Seconds(0), Settings with { BreaksCircuit = false }).Phase);

    [Fact]
    public void What_a_silo_remembers_of_an_open_one_is_kept_for_the_rest_of_its_time()
    {
        var reopened = CircuitState.Closed.Reopened(Seconds(12), Seconds(100), Settings);
        Assert.Equal(Seconds(12), reopened.OpenFor(Seconds(100), Settings));
        Assert.Equal(CircuitPhase.Probing, reopened.At(Seconds(112), Settings).Phase);
    }

    [Fact]
    public void Whatever_is_heard_whenever_a_closed_or_open_one_follows_in_the_end() =>
        Gen.Select(Gen.Int[0, 20], Gen.Bool, Gen.Int[0, 4]).Array[1, 60].Sample(steps =>
        {
            var circuit = CircuitState.Closed;
            var now = TimeSpan.Zero;
            foreach (var (wait, succeeded, failures) in steps)
            {
                now += Seconds(wait);
                var before = circuit.At(now, Settings);
                circuit = circuit.Heard(succeeded, failures, before.Generation, now, Settings);
                Assert.True(circuit.Generation >= before.Generation);
                Assert.Equal(circuit.Phase is CircuitPhase.Open, circuit.Cap(now, Settings) == 0);
                Assert.Equal(circuit.Phase is CircuitPhase.Closed, circuit.Cap(now, Settings) is null);
                Assert.True(circuit.FailuresInRow < Settings.FailureThreshold);
            }

            // Left alone it lets a probe through, and a provider that answers is free again soon after.
            var probe = circuit.At(now + Settings.Open, Settings);
            Assert.NotEqual(CircuitPhase.Open, probe.Phase);
            var well = probe.Heard(true, 0, probe.Generation, now + Settings.Open, Settings);
            Assert.Equal(CircuitPhase.Closed, well.At(now + Settings.Open + Settings.Ramp, Settings).Phase);
        });

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static CircuitState Down(int at) => CircuitState.Closed.Fail(3, at);
}

file static class Hearing
{
    private static readonly GuardSettings Settings = new() { FailureThreshold = 3, Open = TimeSpan.FromSeconds(30), Ramp = TimeSpan.FromSeconds(10) };

    public static CircuitState Fail(this CircuitState circuit, int times, int at) =>
        circuit.Heard(false, times, circuit.Generation, TimeSpan.FromSeconds(at), Settings);

    public static CircuitState Succeed(this CircuitState circuit, int at) =>
        circuit.Heard(true, 0, circuit.Generation, TimeSpan.FromSeconds(at), Settings);
}
