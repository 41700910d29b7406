using Flowker.Engine.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Flowker.Executors;

/// <summary>How a team adds an executor from its own assembly.</summary>
public static class CustomExecutors
{
    /// <summary>
    /// Adds an executor and its catalog entry, and with the first executor of a provider of its own the provider's entry.
    /// <typeparamref name="TExecutor"/> is made once, with its constructor's parameters from the services;
    /// <see cref="IExecutor.Id"/> is the descriptor's id. Every silo needs the same executors. A fault in the entries stops
    /// the start.
    /// </summary>
    public static IServiceCollection AddFlowkerExecutor<TExecutor>(
        this IServiceCollection services, ExecutorDescriptor executor, ProviderDescriptor? provider = null)
        where TExecutor : class, IExecutor
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(executor);
        services.AddSingleton(new CatalogAddition(executor, provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExecutor, TExecutor>());
        return services;
    }
}

/// <summary>What an executor of a team's own adds to the catalog.</summary>
internal sealed record CatalogAddition(ExecutorDescriptor Executor, ProviderDescriptor? Provider)
{
    public static ProviderCatalog Extend(ProviderCatalog catalog, IReadOnlyCollection<CatalogAddition> additions) =>
        additions.Count is 0
            ? catalog
            : catalog.With(additions.Select(a => a.Provider).OfType<ProviderDescriptor>(), additions.Select(a => a.Executor));
}
