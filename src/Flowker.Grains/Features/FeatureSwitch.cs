using System.Collections.Frozen;
using Flowker.Grains.Audit;
using Flowker.Grains.Interfaces;
using Flowker.Storage;
using Flowker.Storage.Features;

namespace Flowker.Grains.Features;

/// <summary>
/// The switches as this silo sees them. A feature goes on when every living silo has written that it knows it, twice in a row, so that
/// a silo which is just joining is not overlooked; at once where there can be no other silo, or never was one.
/// </summary>
internal sealed class FeatureSwitch(
    IFeatureStore store, FlowkerDatabase database, FeatureOptions options, ILocalSiloDetails self, TimeProvider time, ILogger<FeatureSwitch> logger)
    : IFeatures
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly string _silo = self.SiloAddress.ToParsableString();
    private FrozenSet<Feature> _on = FrozenSet<Feature>.Empty;
    private IReadOnlySet<string> _ready = FrozenSet<string>.Empty;

    public bool IsOn(Feature feature) => Volatile.Read(ref _on).Contains(feature);

    /// <summary>
    /// Before the silo joins. Throws <see cref="InvalidOperationException"/> when a feature is on that this program does not know.
    /// </summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var on = await ReadAsync(cancellationToken);
        if (on.FirstOrDefault(f => options.Known.All(k => k.Name != f.Name)) is { } unknown)
        {
            throw new InvalidOperationException(
                $"The database has the feature '{unknown.Name}' switched on, which this program does not know: run the version of Flowker that knows it, or a later one.");
        }

        await AnnounceAsync(cancellationToken);
        if (!options.Hold && (database.IsForOneProcess || database.WasMade))
        {
            foreach (var feature in Off())
            {
                // In a database that was just made nothing changes by it: it begins so.
                await SwitchOnAsync(feature, AuditEvents.Engine, cancellationToken, isChange: !database.WasMade);
            }
        }
    }

    /// <summary>Switches on what the living silos, by their names, know by now. True when nothing is left to switch on.</summary>
    public async Task<bool> LookAsync(IReadOnlyCollection<string> living, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        var off = Off();
        if (off.Count == 0)
        {
            return true;
        }

        var silos = await SilosAsync(living, cancellationToken);
        var ready = silos.Values.Any(s => s is { Holds: true }) ? [] : off.Where(f => Lacking(f, silos).Count == 0).Select(f => f.Name).ToHashSet();
        foreach (var feature in off.Where(f => ready.Contains(f.Name) && _ready.Contains(f.Name)))
        {
            await SwitchOnAsync(feature, AuditEvents.Engine, cancellationToken);
        }

        _ready = ready;
        return Off().Count == 0;
    }

    /// <summary>Each feature that is known or on, with the living silos that lack it.</summary>
    public async Task<IReadOnlyList<FeatureState>> ListAsync(IReadOnlyCollection<string> living, CancellationToken cancellationToken)
    {
        var on = await ReadAsync(cancellationToken);
        var silos = await SilosAsync(living, cancellationToken);
        return
        [
            .. options.Known.Select(f => f.Name).Union(on.Select(f => f.Name)).Order(StringComparer.Ordinal).Select(name => new FeatureState(
                name, on.FirstOrDefault(f => f.Name == name), Lacking(new Feature(name), silos))),
        ];
    }

    /// <summary>What an administrator asks for. False when the feature is unknown here or to another living silo.</summary>
    public async Task<bool> SwitchOnAsync(string name, IReadOnlyCollection<string> living, Caller caller, CancellationToken cancellationToken)
    {
        if (options.Known.FirstOrDefault(f => f.Name == name) is not { } feature)
        {
            return false;
        }

        await ReadAsync(cancellationToken);
        if (IsOn(feature))
        {
            return true;
        }

        if (Lacking(feature, await SilosAsync(living, cancellationToken)).Count > 0)
        {
            return false;
        }

        await SwitchOnAsync(feature, caller, cancellationToken);
        return true;
    }

    private List<Feature> Off() => [.. options.Known.Where(f => !IsOn(f))];

    private async Task<IReadOnlyList<FeatureRow>> ReadAsync(CancellationToken cancellationToken)
    {
        var on = await store.ListAsync(cancellationToken);
        Volatile.Write(ref _on, options.Known.Where(k => on.Any(f => f.Name == k.Name)).ToFrozenSet());
        return on;
    }

    private async Task SwitchOnAsync(Feature feature, Caller caller, CancellationToken cancellationToken, bool isChange = true)
    {
        var now = time.GetUtcNow();
        var entry = AuditEvents.Make(
            "FEATURE_SWITCHED_ON", "ENABLE", AuditEvents.Feature, feature.Name, caller, now, AuditMetadata.Of(("feature.name", feature.Name)));
        if (await store.SwitchOnAsync(new FeatureRow(feature.Name, now, caller.Id), feature.ShutsOutOlder, isChange ? [entry] : [], cancellationToken) && isChange)
        {
            Log.FeatureSwitchedOn(logger, feature.Name);
        }

        await ReadAsync(cancellationToken);
    }

    private Task AnnounceAsync(CancellationToken cancellationToken) =>
        store.AnnounceAsync(new SiloFeatures(_silo, [.. options.Known.Select(f => f.Name)], options.Hold, time.GetUtcNow()), cancellationToken);

    // Null for a silo that has written nothing: it knows no features.
    private async Task<Dictionary<string, SiloFeatures?>> SilosAsync(IReadOnlyCollection<string> living, CancellationToken cancellationToken)
    {
        var written = (await store.ListSilosAsync(cancellationToken)).ToDictionary(s => s.Silo, StringComparer.Ordinal);
        if (!written.ContainsKey(_silo))
        {
            await AnnounceAsync(cancellationToken);
        }

        // Not at once: it may be a silo that has yet to join.
        var longAgo = time.GetUtcNow() - Remembered;
        if (written.Values.Where(s => s.WrittenAt < longAgo && !living.Contains(s.Silo)).Select(s => s.Silo).ToList() is { Count: > 0 } gone)
        {
            await store.ForgetAsync(gone, cancellationToken);
        }

        return living.ToDictionary(silo => silo, silo => written.GetValueOrDefault(silo), StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> Lacking(Feature feature, Dictionary<string, SiloFeatures?> silos) =>
        [.. silos.Where(s => s.Value?.Features.Contains(feature.Name) is not true).Select(s => s.Key).Order(StringComparer.Ordinal)];
}

/// <summary>One feature: since when and by whom it is on, or null, and the living silos that lack it.</summary>
internal sealed record FeatureState(string Name, FeatureRow? On, IReadOnlyList<string> LackedBy);
