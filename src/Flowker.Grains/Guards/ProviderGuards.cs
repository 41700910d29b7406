using System.Collections.Concurrent;
using Flowker.Engine.Guards;
using Flowker.Executors;
using Flowker.Grains.Interfaces.Guards;

namespace Flowker.Grains.Guards;

/// <summary>The guards of all providers that this silo calls.</summary>
internal sealed class ProviderGuards(
    IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<ProviderGuards> logger) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Entry> _guards = new();

    /// <summary>The guard of a provider, which obeys the configuration as given.</summary>
    public ProviderGuard Of(ProviderSettings provider)
    {
        if (_guards.TryGetValue(provider.Id, out var entry) && ReferenceEquals(entry.Settings, provider))
        {
            return entry.Guard;
        }

        var settings = GuardSettings.Read(provider.Config);
        entry = _guards.AddOrUpdate(
            provider.Id,
            id => new Entry(provider, Make(id, settings, provider.Version)),
            (_, known) => known with { Settings = provider });
        entry.Guard.Obey(settings, provider.Version);
        return entry.Guard;
    }

    public void Dispose()
    {
        foreach (var entry in _guards.Values)
        {
            entry.Guard.Dispose();
        }
    }

    private ProviderGuard Make(Guid id, GuardSettings settings, int version) =>
        new(id, silo.SiloAddress.ToParsableString(), settings, version, report => RenewAsync(id, report), time);

    private async Task<GuardLease?> RenewAsync(Guid id, GuardReport report)
    {
        try
        {
            return await grains.GetGrain<IProviderGuardGrain>(id).RenewAsync(report);
        }
        catch (Exception failure)
        {
            Log.GuardUnreachable(logger, failure, id);
            return null;
        }
    }

    private sealed record Entry(ProviderSettings Settings, ProviderGuard Guard);
}
