using Flowker.Engine.Executions;

namespace Flowker.Grains.Guards;

/// <summary>What a call says about its provider's health.</summary>
internal enum CallVerdict
{
    /// <summary>Nothing: it never came to the point of connecting.</summary>
    None,

    /// <summary>It answers, be it with a refusal.</summary>
    Healthy,

    /// <summary>A connection error, a timeout, or a 5xx. Source: <c>spec/decisions.md</c>, "Circuit breaker".</summary>
    Down,
}

internal static class CallVerdicts
{
    public static CallVerdict Of(CallResult result) => result switch
    {
        { StatusCode: >= 500 and <= 599 } => CallVerdict.Down,
        { StatusCode: not null } or { Outcome: CallOutcome.Success } => CallVerdict.Healthy,
        { Outcome: CallOutcome.Unknown } or { Transient: true } => CallVerdict.Down,
        _ => CallVerdict.None,
    };
}
