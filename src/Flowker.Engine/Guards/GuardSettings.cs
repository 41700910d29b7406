using System.Text.Json;

namespace Flowker.Engine.Guards;

/// <summary>
/// How a provider is protected from its callers: the members <c>limits</c> and <c>circuitBreaker</c> of its configuration.
/// Presets as in <c>spec/reference-engine.md</c>, 1.13.
/// </summary>
public sealed record GuardSettings
{
    public static GuardSettings Default { get; } = new();

    /// <summary>Calls in flight at once, over all silos; null for any number.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Calls begun in any second, over all silos; null for any number.</summary>
    public double? RequestsPerSecond { get; init; }

    public bool BreaksCircuit { get; init; } = true;

    /// <summary>Failures in a row that open the circuit breaker.</summary>
    public int FailureThreshold { get; init; } = 5;

    /// <summary>How long no call is made before one is let through as a probe.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the number of calls at once grows after a probe that went well, until it is free again.</summary>
    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(10);

    public bool IsLimited => MaxConcurrency is not null || RequestsPerSecond is not null;

    /// <summary>Reads a configuration that fits <see cref="GuardSchema"/>; what does not counts as not set.</summary>
    public static GuardSettings Read(JsonElement config)
    {
        var limits = Member(config, "limits");
        var breaker = Member(config, "circuitBreaker");
        return new GuardSettings
        {
            MaxConcurrency = (int?)Number(limits, "maxConcurrency", 1, GuardSchema.MostConcurrency),
            RequestsPerSecond = Number(limits, "requestsPerSecond", GuardSchema.LeastRate, GuardSchema.MostRate),
            BreaksCircuit = Member(breaker, "enabled") is not { ValueKind: JsonValueKind.False },
            FailureThreshold = (int?)Number(breaker, "failureThreshold", 1, 1_000) ?? Default.FailureThreshold,
            Open = Seconds(Number(breaker, "openSeconds", 1, 3_600)) ?? Default.Open,
            Ramp = Seconds(Number(breaker, "rampSeconds", 0, 3_600)) ?? Default.Ramp,
        };
    }

    private static TimeSpan? Seconds(double? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;

    private static double? Number(JsonElement? within, string name, double least, double most) =>
        Member(within, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : null;

    private static JsonElement? Member(JsonElement? within, string name) =>
        within is { ValueKind: JsonValueKind.Object } container && container.TryGetProperty(name, out var value) ? value : null;
}
