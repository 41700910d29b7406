namespace Flowker.Engine.Executions;

/// <summary>Why a provider's guard holds a call back. Source: <c>spec/decisions.md</c>, "Circuit breaker".</summary>
public enum HoldCause
{
    /// <summary>The provider is down, or has just returned and is spared.</summary>
    CircuitBreaker,

    /// <summary>As many calls as the provider configuration allows are under way.</summary>
    Limit,
}

/// <summary>What holds a node's call back, and since when.</summary>
public sealed record ProviderHold(Guid ProviderConfigId, HoldCause Cause, DateTimeOffset Since)
{
    /// <summary>For people.</summary>
    public string Reason => Cause is HoldCause.CircuitBreaker
        ? $"the circuit breaker of provider configuration {ProviderConfigId} is open"
        : $"the limits of provider configuration {ProviderConfigId} are reached";
}
