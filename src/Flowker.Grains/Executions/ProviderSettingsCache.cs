using System.Collections.Concurrent;
using Flowker.Executors;
using Flowker.Grains.Providers;
using Flowker.Grains.Secrets;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Executions;

/// <summary>
/// Provider configurations as calls need them, secrets in clear, never sent between silos. A change is seen by running
/// executions within <see cref="Freshness"/>.
/// </summary>
internal sealed class ProviderSettingsCache(IDefinitionStore definitions, SecretBox secrets, TimeProvider time)
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();

    /// <summary>Null when there is none, it is not active, or its stored config is no JSON object.</summary>
    public async ValueTask<ProviderSettings?> GetAsync(Guid id)
    {
        var now = time.GetTimestamp();
        if (_entries.TryGetValue(id, out var entry) && time.GetElapsedTime(entry.ReadAt, now) < Freshness)
        {
            return entry.Settings;
        }

        var row = await definitions.GetProviderConfigurationAsync(id);
        var settings = row is { Status: "active" } ? ProviderConfigurationViews.Settings(row, secrets) : null;
        if (_entries.Count >= Capacity)
        {
            _entries.Clear();
        }

        _entries[id] = new Entry(settings, now);
        return settings;
    }

    private sealed record Entry(ProviderSettings? Settings, long ReadAt);
}
