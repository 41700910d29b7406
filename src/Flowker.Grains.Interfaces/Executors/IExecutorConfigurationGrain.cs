using System.Collections.Immutable;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Grains.Interfaces.Executors;

/// <summary>
/// One executor configuration and its life: configured → tested → active ⇄ disabled. Grain key: its id.
/// Common faults: FLK-0250 not found, FLK-0252 not in this status, FLK-0350 lost a race, FLK-0351 <c>If-Match</c> does not hold.
/// Source: <c>spec/reference-api.md</c>, 5.5 and 6.3.
/// </summary>
[Alias("flowker.executor-configuration"), Version(1)]
public interface IExecutorConfigurationGrain : IGrainWithGuidKey
{
    /// <summary>Faults: FLK-0001, those of the fields (FLK-0260 to FLK-0273), FLK-0251 name taken.</summary>
    [Alias("create")]
    Task<Reply<ExecutorConfigurationView>> CreateAsync(Json body, Caller caller);

    [Repeatable]
    [Alias("get")]
    Task<Reply<ExecutorConfigurationView>> GetAsync();

    /// <summary>Replaces all but metadata, which is merged; masked secrets are kept. In unconfigured and configured only.</summary>
    [Alias("replace")]
    Task<Reply<ExecutorConfigurationView>> ReplaceAsync(Json body, int? ifMatch, Caller caller);

    /// <summary>Not while tested or active.</summary>
    [Alias("delete")]
    Task<Reply<Done>> DeleteAsync(int? ifMatch, Caller caller);

    /// <summary>Calls the service; when all passes, a configured one becomes tested. Faults: FLK-0340, FLK-0341.</summary>
    [Alias("test")]
    Task<Reply<ConnectivityTestView>> TestAsync(Caller caller);

    /// <summary>From tested.</summary>
    [Alias("activate")]
    Task<Reply<ExecutorConfigurationView>> ActivateAsync(int? ifMatch, Caller caller);

    /// <summary>From active.</summary>
    [Alias("disable")]
    Task<Reply<ExecutorConfigurationView>> DisableAsync(int? ifMatch, Caller caller);

    /// <summary>From disabled, back to active.</summary>
    [Alias("enable")]
    Task<Reply<ExecutorConfigurationView>> EnableAsync(int? ifMatch, Caller caller);
}

/// <summary>Lists of executor configurations. Grain key: 0; any silo answers.</summary>
[Alias("flowker.executor-configuration-query"), Version(1), Repeatable]
public interface IExecutorConfigurationQueryGrain : IGrainWithIntegerKey
{
    /// <summary>Fault: INVALID_CURSOR.</summary>
    [Alias("list")]
    Task<Reply<Page<ExecutorConfigurationView>>> ListAsync(DefinitionListRequest request);
}

/// <summary>One executor configuration, its secrets masked wholly.</summary>
[GenerateSerializer, Immutable, Alias("flowker.executor-configuration-view")]
public sealed record ExecutorConfigurationView
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public string? Description { get; init; }

    [Id(3)] public required string BaseUrl { get; init; }

    [Id(4)] public required ImmutableArray<ExecutorEndpointView> Endpoints { get; init; }

    [Id(5)] public required string AuthenticationType { get; init; }

    /// <summary>A JSON object, or no value.</summary>
    [Id(6)] public Json AuthenticationConfig { get; init; }

    /// <summary><c>unconfigured</c>, <c>configured</c>, <c>tested</c>, <c>active</c> or <c>disabled</c>.</summary>
    [Id(7)] public required string Status { get; init; }

    [Id(8)] public required int Version { get; init; }

    [Id(9)] public Json Metadata { get; init; }

    [Id(10)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(11)] public required DateTimeOffset UpdatedAt { get; init; }

    [Id(12)] public DateTimeOffset? LastTestedAt { get; init; }
}

/// <summary>One call that the service offers; <see cref="Timeout"/> in seconds.</summary>
[GenerateSerializer, Immutable, Alias("flowker.executor-endpoint-view")]
public sealed record ExecutorEndpointView(
    [property: Id(0)] string Name, [property: Id(1)] string Path, [property: Id(2)] string Method, [property: Id(3)] int Timeout);
