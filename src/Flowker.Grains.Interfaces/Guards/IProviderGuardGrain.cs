namespace Flowker.Grains.Interfaces.Guards;

/// <summary>
/// Divides what one provider may be asked for among the silos, and knows for all of them whether it is down. Silos renew
/// their leases in the background, so that no call waits for this grain. Key: the provider configuration.
/// Source: <c>spec/decisions.md</c>, "Circuit breaker".
/// </summary>
[Alias("flowker.provider-guard"), Version(1)]
public interface IProviderGuardGrain : IGrainWithGuidKey
{
    /// <summary>Takes a silo's report and answers with its new lease.</summary>
    [Alias("renew")]
    Task<GuardLease> RenewAsync(GuardReport report);

    /// <summary>The circuit breaker's state, for a provider with these limits.</summary>
    [Repeatable]
    [Alias("circuit")]
    Task<CircuitReport> GetCircuitAsync(GuardLimits limits);

    /// <summary>Closes the circuit breaker, whatever calls said until now.</summary>
    [Repeatable]
    [Alias("close-circuit")]
    Task<CircuitReport> CloseCircuitAsync(GuardLimits limits);
}

/// <summary>A circuit breaker as its guard knows it, in times from now: the guard's clock is nobody else's.</summary>
[GenerateSerializer, Immutable, Alias("flowker.circuit-report")]
public sealed record CircuitReport
{
    /// <summary><c>closed</c>, <c>open</c>, <c>probing</c> or <c>ramping</c>.</summary>
    [Id(0)] public required string State { get; init; }

    /// <summary>How long it has been so; null for as long as the guard remembers.</summary>
    [Id(1)] public TimeSpan? For { get; init; }

    /// <summary>How long it will be so at most; null when no time ends it.</summary>
    [Id(2)] public TimeSpan? Left { get; init; }

    [Id(3)] public int Failures { get; init; }
}

/// <summary>What a silo holds, wants, and saw since its last report.</summary>
[GenerateSerializer, Immutable, Alias("flowker.guard-report")]
public sealed record GuardReport
{
    [Id(0)] public required string Silo { get; init; }

    [Id(1)] public required GuardLimits Limits { get; init; }

    /// <summary>The generation in which the outcomes and <see cref="Circuit"/> belong.</summary>
    [Id(2)] public required long Generation { get; init; }

    /// <summary>Whether a call went well since the last report.</summary>
    [Id(3)] public bool Succeeded { get; init; }

    /// <summary>Failures since then, or since the last success after it.</summary>
    [Id(4)] public int FailuresAfter { get; init; }

    [Id(5)] public PermitClaim Concurrency { get; init; }

    [Id(6)] public PermitClaim Rate { get; init; }

    /// <summary>Of the calls at once that the circuit breaker lets through.</summary>
    [Id(7)] public PermitClaim Circuit { get; init; }

    /// <summary>Whether the silo last heard that the provider is down or spared.</summary>
    [Id(8)] public bool IsBroken { get; init; }

    /// <summary>How long it then still was to stay open.</summary>
    [Id(9)] public TimeSpan OpenFor { get; init; }
}

/// <summary>Permits of one kind that a silo holds and would like to hold.</summary>
[GenerateSerializer, Immutable, Alias("flowker.permit-claim")]
public readonly record struct PermitClaim([property: Id(0)] int Held, [property: Id(1)] int Wanted);

/// <summary>The settings of the provider configuration that the guard obeys, of one version of it.</summary>
[GenerateSerializer, Immutable, Alias("flowker.guard-limits")]
public sealed record GuardLimits
{
    [Id(0)] public required int Version { get; init; }

    [Id(1)] public int? MaxConcurrency { get; init; }

    [Id(2)] public double? RequestsPerSecond { get; init; }

    [Id(3)] public required bool BreaksCircuit { get; init; }

    [Id(4)] public required int FailureThreshold { get; init; }

    [Id(5)] public required TimeSpan Open { get; init; }

    [Id(6)] public required TimeSpan Ramp { get; init; }
}

/// <summary>What a silo may do until its next renewal.</summary>
[GenerateSerializer, Immutable, Alias("flowker.guard-lease")]
public sealed record GuardLease
{
    /// <summary>From the moment at which the silo asked.</summary>
    [Id(0)] public required TimeSpan ValidFor { get; init; }

    [Id(1)] public required long Generation { get; init; }

    /// <summary>Calls in flight at once; null for any number.</summary>
    [Id(2)] public int? Concurrency { get; init; }

    /// <summary>Calls begun in any period; null for any number.</summary>
    [Id(3)] public int? Rate { get; init; }

    /// <summary>Calls of this generation in flight at once while the provider is down or spared; null for any number.</summary>
    [Id(4)] public int? Circuit { get; init; }

    /// <summary>How long the circuit breaker stays open; zero when it is not.</summary>
    [Id(5)] public TimeSpan OpenFor { get; init; }

    /// <summary>Another silo waits for permits: renew soon.</summary>
    [Id(6)] public bool RenewSoon { get; init; }

    /// <summary>The provider has returned and is spared; null from a guard of version 0.1, which does not say.</summary>
    [Id(7)] public bool? IsSpared { get; init; }
}
