using System.Collections.Immutable;
using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Grains.Interfaces.Providers;

/// <summary>One provider configuration. Grain key: its id. Secrets never leave it but to executors.</summary>
[Alias("flowker.provider-configuration"), Version(1)]
public interface IProviderConfigurationGrain : IGrainWithGuidKey
{
    /// <summary>Faults in order: FLK-0001, FLK-0294, FLK-0293, FLK-0295/0296/0299/0298, FLK-0291. Source: <c>spec/reference-api.md</c>, 5.4.</summary>
    [Alias("create")]
    Task<Reply<ProviderConfigurationView>> CreateAsync(Json body, Caller caller);

    /// <summary>Fault: FLK-0290.</summary>
    [Repeatable]
    [Alias("get")]
    Task<Reply<ProviderConfigurationView>> GetAsync();

    /// <summary>
    /// What is not sent stays; <c>config</c> is replaced whole, its masked secrets kept; metadata is merged, null removes a key.
    /// Faults in order: FLK-0001, FLK-0290, FLK-0351, FLK-0294, FLK-0293, FLK-0295/0296/0299/0298, FLK-0291, FLK-0350.
    /// </summary>
    [Alias("change")]
    Task<Reply<ProviderConfigurationView>> ChangeAsync(Json body, int? ifMatch, Caller caller);

    /// <summary>Faults: FLK-0290, FLK-0351, FLK-0352 while an active workflow names it, FLK-0350.</summary>
    [Alias("delete")]
    Task<Reply<Done>> DeleteAsync(int? ifMatch, Caller caller);

    /// <summary>From disabled (FLK-0292).</summary>
    [Alias("enable")]
    Task<Reply<ProviderConfigurationView>> EnableAsync(int? ifMatch, Caller caller);

    /// <summary>From active (FLK-0292): a switch that stops all further calls to the provider.</summary>
    [Alias("disable")]
    Task<Reply<ProviderConfigurationView>> DisableAsync(int? ifMatch, Caller caller);

    /// <summary>
    /// Calls the provider as an execution would. A failed test is an answer, not a fault. Faults: FLK-0290, FLK-0340, FLK-0341.
    /// </summary>
    [Alias("test")]
    Task<Reply<ConnectivityTestView>> TestAsync(Caller caller);

    /// <summary>
    /// Closes the provider's circuit breaker by hand, for a reason: calls go on at once. Faults: FLK-0001, FLK-0301, FLK-0302, FLK-0290,
    /// FLK-0340, FLK-9998 when its guard cannot be reached.
    /// </summary>
    [Alias("close-circuit")]
    Task<Reply<ProviderConfigurationView>> CloseCircuitAsync(Json body, Caller caller);
}

/// <summary>Lists of provider configurations. Grain key: 0; any silo answers.</summary>
[Alias("flowker.provider-configuration-query"), Version(1), Repeatable]
public interface IProviderConfigurationQueryGrain : IGrainWithIntegerKey
{
    /// <summary>Fault: INVALID_CURSOR.</summary>
    [Alias("list")]
    Task<Reply<Page<ProviderConfigurationView>>> ListAsync(DefinitionListRequest request);
}

/// <summary>One provider configuration, its secrets masked wholly.</summary>
[GenerateSerializer, Immutable, Alias("flowker.provider-configuration-view")]
public sealed record ProviderConfigurationView
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public string? Description { get; init; }

    [Id(3)] public required string ProviderId { get; init; }

    [Id(4)] public required Json Config { get; init; }

    /// <summary><c>active</c> or <c>disabled</c>.</summary>
    [Id(5)] public required string Status { get; init; }

    [Id(6)] public required int Version { get; init; }

    [Id(7)] public Json Metadata { get; init; }

    [Id(8)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(9)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Null in lists, and where the provider's guard does not answer.</summary>
    [Id(10)] public CircuitBreakerView? Breaker { get; init; }
}

/// <summary>The state of a provider's circuit breaker.</summary>
[GenerateSerializer, Immutable, Alias("flowker.circuit-breaker-view")]
public sealed record CircuitBreakerView
{
    /// <summary><c>closed</c>, <c>open</c>, <c>probing</c> or <c>ramping</c>.</summary>
    [Id(0)] public required string State { get; init; }

    /// <summary>Null while it was never anything but closed, as far as its guard remembers.</summary>
    [Id(1)] public DateTimeOffset? Since { get; init; }

    /// <summary>When an open one lets a probe through, and when a ramp ends; null otherwise.</summary>
    [Id(2)] public DateTimeOffset? Until { get; init; }

    /// <summary>In a row, while it is closed.</summary>
    [Id(3)] public int Failures { get; init; }
}

/// <summary>How a connectivity test went. Source: <c>spec/reference-api.md</c>, 5.4, "Test report".</summary>
[GenerateSerializer, Immutable, Alias("flowker.connectivity-test-view")]
public sealed record ConnectivityTestView
{
    [Id(0)] public required Guid ConfigurationId { get; init; }

    [Id(1)] public required string ProviderId { get; init; }

    /// <summary><c>passed</c>, <c>failed</c> or <c>partial</c>.</summary>
    [Id(2)] public required string OverallStatus { get; init; }

    [Id(3)] public required long DurationMs { get; init; }

    [Id(4)] public required ImmutableArray<ConnectivityStageView> Stages { get; init; }

    [Id(5)] public required string Summary { get; init; }

    [Id(6)] public required DateTimeOffset StartedAt { get; init; }

    [Id(7)] public required DateTimeOffset CompletedAt { get; init; }
}

/// <summary>One stage: <c>passed</c>, <c>failed</c> or <c>skipped</c>. <see cref="Details"/> is a JSON object, or no value.</summary>
[GenerateSerializer, Immutable, Alias("flowker.connectivity-stage-view")]
public sealed record ConnectivityStageView
{
    [Id(0)] public required string Name { get; init; }

    [Id(1)] public required string Status { get; init; }

    [Id(2)] public required long DurationMs { get; init; }

    [Id(3)] public string? Message { get; init; }

    [Id(4)] public Json Details { get; init; }

    [Id(5)] public string? Error { get; init; }
}
