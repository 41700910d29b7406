using Flowker.Storage.Audit;

namespace Flowker.Storage.Features;

/// <summary>Which features are switched on for this database, and which ones its silos know.</summary>
public interface IFeatureStore
{
    /// <summary>Those that are on, in the order of their names. A feature is never switched off again.</summary>
    Task<IReadOnlyList<FeatureRow>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Switches a feature on, with its audit events; false when it was on already. With <paramref name="shutsOutOlder"/> programs that
    /// know nothing of features refuse to start on the database from then on.
    /// </summary>
    Task<bool> SwitchOnAsync(
        FeatureRow feature, bool shutsOutOlder, IReadOnlyList<AuditEntry> audit, CancellationToken cancellationToken = default);

    /// <summary>What the silos wrote of themselves, those that are gone too.</summary>
    Task<IReadOnlyList<SiloFeatures>> ListSilosAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes what a silo knows, in place of what it wrote before.</summary>
    Task AnnounceAsync(SiloFeatures silo, CancellationToken cancellationToken = default);

    /// <summary>Deletes what silos wrote that are gone.</summary>
    Task ForgetAsync(IReadOnlyCollection<string> silos, CancellationToken cancellationToken = default);
}

/// <summary>A feature that is on, since when, and who switched it on.</summary>
public sealed record FeatureRow(string Name, DateTimeOffset SwitchedOnAt, string SwitchedOnBy);

/// <summary>The features that a silo knows; one that <see cref="Holds"/> wants none switched on but by hand.</summary>
public sealed record SiloFeatures(string Silo, IReadOnlyList<string> Features, bool Holds, DateTimeOffset WrittenAt);
