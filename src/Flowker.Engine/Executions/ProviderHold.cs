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
public sealed record ProviderHold(Guid ProviderConfigId, HoldCause Cause, DateTimeOffset Since, string? ProviderName = null)
{
    /// <summary>For people.</summary>
    public string Reason => ReasonOf(Cause, ProviderConfigId, ProviderName);

    /// <summary>Names the provider configuration by its name, where that is known, and by its id.</summary>
    public static string ReasonOf(HoldCause cause, Guid providerConfigId, string? providerName)
    {
        var provider = string.IsNullOrEmpty(providerName)
            ? $"provider configuration {providerConfigId}"
            : $"provider configuration \"{providerName}\" ({providerConfigId})";
        return cause is HoldCause.CircuitBreaker ? $"the circuit breaker of {provider} is open" : $"the limits of {provider} are reached";
    }
}
