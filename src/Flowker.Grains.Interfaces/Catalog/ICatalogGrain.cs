using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Catalog;

/// <summary>What Flowker can call and be started by. Grain key: 0; any silo answers. Source: <c>spec/reference-api.md</c>, 5.6.</summary>
[Alias("flowker.catalog"), Version(1), Repeatable]
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>By id.</summary>
    [Alias("executors")]
    Task<ImmutableArray<CatalogExecutor>> ListExecutorsAsync();

    /// <summary>Fault: FLK-0200.</summary>
    [Alias("executor")]
    Task<Reply<CatalogExecutor>> GetExecutorAsync(string id);

    [Alias("triggers")]
    Task<ImmutableArray<CatalogTrigger>> ListTriggersAsync();

    /// <summary>Fault: FLK-0210.</summary>
    [Alias("trigger")]
    Task<Reply<CatalogTrigger>> GetTriggerAsync(string id);

    [Alias("providers")]
    Task<ImmutableArray<CatalogProvider>> ListProvidersAsync();

    /// <summary>Fault: FLK-0230.</summary>
    [Alias("provider")]
    Task<Reply<CatalogProvider>> GetProviderAsync(string id);

    /// <summary>Fault: FLK-0230.</summary>
    [Alias("provider-executors")]
    Task<Reply<ImmutableArray<CatalogExecutor>>> ListProviderExecutorsAsync(string providerId);

    /// <summary>Whether a config fits an executor's schema. Faults in order: FLK-0200, FLK-0001, FLK-0201.</summary>
    [Alias("validate-executor")]
    Task<Reply<Done>> ValidateExecutorConfigAsync(string executorId, Json body);

    [Alias("templates")]
    Task<ImmutableArray<CatalogTemplate>> ListTemplatesAsync();

    /// <summary>With the active provider configurations that a parameter may name in its schema. Fault: FLK-0240.</summary>
    [Alias("template")]
    Task<Reply<CatalogTemplate>> GetTemplateAsync(string id);

    /// <summary>Whether parameters fit a template. Faults in order: FLK-0240, FLK-0001, FLK-0242.</summary>
    [Alias("validate-template")]
    Task<Reply<Done>> ValidateTemplateAsync(string templateId, Json body);
}

[GenerateSerializer, Immutable, Alias("flowker.catalog-executor")]
public sealed record CatalogExecutor(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Category,
    [property: Id(3)] string Version,
    [property: Id(4)] string ProviderId,
    [property: Id(5)] string Schema);

[GenerateSerializer, Immutable, Alias("flowker.catalog-trigger")]
public sealed record CatalogTrigger(
    [property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] string Version, [property: Id(3)] string Schema);

[GenerateSerializer, Immutable, Alias("flowker.catalog-provider")]
public sealed record CatalogProvider(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Description,
    [property: Id(3)] string Version,
    [property: Id(4)] string ConfigSchema);

[GenerateSerializer, Immutable, Alias("flowker.catalog-template")]
public sealed record CatalogTemplate(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] string Description,
    [property: Id(3)] string Version,
    [property: Id(4)] string Category,
    [property: Id(5)] string ParamSchema);
