using Flowker.Grains.Guards;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Storage;
using Orleans.Concurrency;
using Orleans.Runtime.Services;

namespace Flowker.Grains.Providers;

/// <summary>Tells this silo's calls of changes.</summary>
[Reentrant]
internal sealed class ProviderChangesService(
    GrainId id, Silo silo, ILoggerFactory loggers, ProviderLeases leases, ProviderGuards guards)
    : GrainService(id, silo, loggers), IProviderChanges
{
    public async Task ForgetAsync(Guid providerConfigId, int version)
    {
        await leases.ForgetAsync(providerConfigId, version);
        if (guards.Knows(providerConfigId))
        {
            await ObeyAsync(providerConfigId);
        }
    }

    public Task HeedAsync(Guid providerConfigId) => guards.RenewAsync(providerConfigId);

    // What waits in the guard's queue must not be let go by limits that are not in force any more.
    private async Task ObeyAsync(Guid providerConfigId)
    {
        try
        {
            if ((await leases.GetAsync(providerConfigId)).Settings is { } settings)
            {
                guards.Of(settings);
            }
        }
        catch (StorageUnavailableException)
        {
            // Then no call can be made either, until it has been read.
        }
    }
}

/// <summary>The way to that service on any silo.</summary>
internal sealed class ProviderChangesClient(IServiceProvider services) : GrainServiceClient<IProviderChanges>(services)
{
    public IProviderChanges On(SiloAddress silo) => GetGrainService(silo);
}
