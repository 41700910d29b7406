using Flowker.Engine.Catalog;
using Flowker.Executors.Authentication;
using Flowker.Executors.Authentication.Oidc;
using Flowker.Executors.Connectivity;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;
using Flowker.Executors.Midaz;
using Flowker.Executors.S3;
using Flowker.Executors.Tracer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Flowker.Executors;

/// <summary>Registers the executors and the one guarded way out to the network that they share.</summary>
public static class ExecutorServices
{
    /// <summary>
    /// Adds <see cref="ProviderCatalog"/>, <see cref="ExecutorRegistry"/>, the executors and <see cref="EgressClient"/>. To be called once. A <see cref="TimeProvider"/> or
    /// an <see cref="IHostResolver"/> that is registered already is used.
    /// </summary>
    public static IServiceCollection AddFlowkerExecutors(this IServiceCollection services, Action<EgressOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new EgressOptions();
        configure?.Invoke(options);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostResolver, DnsHostResolver>();
        services.TryAddSingleton(options);
        services.TryAddSingleton<EgressClient>();
        services.TryAddSingleton<TokenCache>();
        services.TryAddSingleton<AuthenticatorFactory>();
        services.TryAddSingleton<HttpSender>();
        services.TryAddSingleton(provider =>
            CatalogAddition.Extend(ProviderCatalog.BuiltIn, [.. provider.GetServices<CatalogAddition>()]));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExecutor, HttpExecutor>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IExecutor, S3PutObject>());
        foreach (var preset in MidazCalls.All.Concat(TracerCalls.All))
        {
            services.AddSingleton<IExecutor>(provider => new PresetExecutor(
                preset, provider.GetRequiredService<HttpSender>(), provider.GetRequiredService<AuthenticatorFactory>()));
        }

        services.TryAddSingleton<ExecutorRegistry>();
        services.TryAddSingleton(provider => new ConnectivityTest(
            provider.GetRequiredService<EgressClient>(),
            provider.GetRequiredService<AuthenticatorFactory>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
