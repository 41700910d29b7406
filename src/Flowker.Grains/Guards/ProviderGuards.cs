using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Flowker.Engine.Guards;
using Flowker.Executors;
using Flowker.Grains.Interfaces.Guards;

namespace Flowker.Grains.Guards;

/// <summary>
/// The guards of all providers that this silo calls. The meter <c>Flowker</c> tells which of them are down. Source:
/// <c>docs/operations.md</c>, "Telemetry".
/// </summary>
internal sealed class ProviderGuards : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Entry> _guards = new();
    private readonly Meter _meter = new("Flowker");
    private readonly IGrainFactory _grains;
    private readonly ILocalSiloDetails _silo;
    private readonly TimeProvider _time;
    private readonly ILogger<ProviderGuards> _logger;

    public ProviderGuards(IGrainFactory grains, ILocalSiloDetails silo, TimeProvider time, ILogger<ProviderGuards> logger)
    {
        (_grains, _silo, _time, _logger) = (grains, silo, time, logger);
        _meter.CreateObservableGauge<int>(
            "flowker.provider.circuit.open", Circuits, "{provider}", "1 for a provider configuration that this silo calls and that counts as down, else 0.");
    }

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

    public bool Knows(Guid providerConfigId) => _guards.ContainsKey(providerConfigId);

    /// <summary>Lets this silo's guard hear the cluster's word, where it has one.</summary>
    public Task RenewAsync(Guid providerConfigId) =>
        _guards.TryGetValue(providerConfigId, out var entry) ? entry.Guard.RenewAsync() : Task.CompletedTask;

    public void Dispose()
    {
        _meter.Dispose();
        foreach (var entry in _guards.Values)
        {
            entry.Guard.Dispose();
        }
    }

    private IEnumerable<Measurement<int>> Circuits() => _guards.Values.Select(entry => new Measurement<int>(
        entry.Guard.IsBroken ? 1 : 0, new KeyValuePair<string, object?>("provider.config.id", entry.Guard.ProviderConfigId.ToString())));

    private ProviderGuard Make(Guid id, GuardSettings settings, int version)
    {
        // Its timer outlives the call that makes it, and belongs to no execution's trace.
        using var _ = ExecutionContext.SuppressFlow();
        return new ProviderGuard(id, _silo.SiloAddress.ToParsableString(), settings, version, report => RenewAsync(id, report), _time);
    }

    private async Task<GuardLease?> RenewAsync(Guid id, GuardReport report)
    {
        try
        {
            return await _grains.GetGrain<IProviderGuardGrain>(id).RenewAsync(report);
        }
        catch (Exception failure)
        {
            Log.GuardUnreachable(_logger, failure, id);
            return null;
        }
    }

    private sealed record Entry(ProviderSettings Settings, ProviderGuard Guard);
}
