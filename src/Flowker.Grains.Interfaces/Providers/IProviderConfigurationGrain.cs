using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Grains.Interfaces.Providers;

/// <summary>One provider configuration. Grain key: its id. Secrets never leave it but to executors.</summary>
[Alias("flowker.provider-configuration")]
public interface IProviderConfigurationGrain : IGrainWithGuidKey
{
    /// <summary>Faults in order: FLK-0001, FLK-0294, FLK-0293, FLK-0295/0296/0299/0298, FLK-0291. Source: <c>spec/reference-api.md</c>, 5.4.</summary>
    [Alias("create")]
    Task<Reply<ProviderConfigurationView>> CreateAsync(Json body, Caller caller);

    /// <summary>Fault: FLK-0290.</summary>
    [Alias("get")]
    Task<Reply<ProviderConfigurationView>> GetAsync();
}

/// <summary>Lists of provider configurations. Grain key: 0; any silo answers.</summary>
[Alias("flowker.provider-configuration-query")]
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
}
