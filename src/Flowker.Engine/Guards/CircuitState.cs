namespace Flowker.Engine.Guards;

public enum CircuitPhase
{
    Closed,

    /// <summary>The provider is down: no calls.</summary>
    Open,

    /// <summary>One call finds out whether it has returned.</summary>
    Probing,

    /// <summary>It has returned: calls at once grow, so that what waited does not all come down on it.</summary>
    Ramping,
}

/// <summary>
/// A circuit breaker as a pure state machine. Times count from any fixed moment. Results that belong to an earlier
/// <see cref="Generation"/> are no news. Source: <c>spec/decisions.md</c>, "Circuit breaker"; <c>spec/reference-engine.md</c>, 1.13.
/// </summary>
public sealed record CircuitState(CircuitPhase Phase, int FailuresInRow, TimeSpan Since, long Generation)
{
    private const int FirstRamp = 2;
    private const int RampDoublings = 10;

    public static CircuitState Closed { get; } = new(CircuitPhase.Closed, 0, TimeSpan.Zero, 1);

    /// <summary>What time alone changes.</summary>
    public CircuitState At(TimeSpan now, GuardSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Phase switch
        {
            _ when !settings.BreaksCircuit => Phase is CircuitPhase.Closed ? this : To(CircuitPhase.Closed, now),
            CircuitPhase.Open when now >= Since + settings.Open => To(CircuitPhase.Probing, now),
            CircuitPhase.Ramping when now >= Since + settings.Ramp => To(CircuitPhase.Closed, now),
            _ => this,
        };
    }

    /// <summary>
    /// Results of calls that began in <paramref name="generation"/>: whether there was a success, and how many failures came
    /// after the last one.
    /// </summary>
    public CircuitState Heard(bool succeeded, int failuresAfter, long generation, TimeSpan now, GuardSettings settings)
    {
        var current = At(now, settings);
        if (generation != current.Generation || !settings.BreaksCircuit || (!succeeded && failuresAfter == 0))
        {
            return current;
        }

        var inRow = succeeded ? failuresAfter : current.FailuresInRow + failuresAfter;
        return current.Phase switch
        {
            CircuitPhase.Open => current,
            CircuitPhase.Probing => current.To(succeeded ? CircuitPhase.Ramping : CircuitPhase.Open, now),
            _ when inRow >= settings.FailureThreshold => current.To(CircuitPhase.Open, now),
            _ => current with { FailuresInRow = inRow },
        };
    }

    /// <summary>Another configuration: what was learned of the old one does not count.</summary>
    public CircuitState Renewed(TimeSpan now) => To(CircuitPhase.Closed, now);

    /// <summary>What a caller knew before this state was lost: it stays open for that long.</summary>
    public CircuitState Reopened(TimeSpan openFor, TimeSpan now, GuardSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.BreaksCircuit
            ? To(CircuitPhase.Open, now) with { Since = now - settings.Open + (openFor < settings.Open ? openFor : settings.Open) }
            : this;
    }

    /// <summary>How long until a probe is let through; zero unless it is open.</summary>
    public TimeSpan OpenFor(TimeSpan now, GuardSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Phase is CircuitPhase.Open && Since + settings.Open > now ? Since + settings.Open - now : TimeSpan.Zero;
    }

    /// <summary>How many calls may be in flight at once; null for any number.</summary>
    public int? Cap(TimeSpan now, GuardSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Phase switch
        {
            CircuitPhase.Open => 0,
            CircuitPhase.Probing => 1,
            CircuitPhase.Ramping => FirstRamp << (int)Math.Clamp(RampDoublings * ((now - Since) / settings.Ramp), 0, RampDoublings),
            _ => null,
        };
    }

    private CircuitState To(CircuitPhase phase, TimeSpan now) => new(phase, 0, now, Generation + 1);
}
