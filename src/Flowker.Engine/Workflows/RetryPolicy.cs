using System.Collections.Immutable;

namespace Flowker.Engine.Workflows;

/// <summary>
/// When and how long after a failed attempt the next one follows. Source: <c>spec/decisions.md</c>, "Retry".
/// </summary>
public sealed record RetryPolicy
{
    public static RetryPolicy Default { get; } = new();

    /// <summary>Attempts in all, 1 to 100.</summary>
    public int MaxAttempts { get; init; } = 5;

    public TimeSpan InitialInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>At least 1.</summary>
    public double BackoffCoefficient { get; init; } = 2;

    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The share of the interval that chance may take off, 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>Instead of 408, 425, 429 and 5xx; empty for none, null for those.</summary>
    public ImmutableArray<int>? RetryOnStatuses { get; init; }

    public bool RetriesStatus(int status) =>
        RetryOnStatuses is { } listed ? listed.Contains(status) : status is 408 or 425 or 429 or (>= 500 and <= 599);

    /// <summary>
    /// The wait after failed attempt number <paramref name="attempt"/> (from 1). <paramref name="chance"/>, 0 to 1, is
    /// drawn by the caller, so that the policy itself stays a pure function.
    /// </summary>
    public TimeSpan IntervalAfter(int attempt, double chance)
    {
        var factor = Math.Pow(BackoffCoefficient, attempt - 1);
        var ticks = Math.Min(InitialInterval.Ticks * factor, MaxInterval.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - (Jitter * chance))));
    }
}
