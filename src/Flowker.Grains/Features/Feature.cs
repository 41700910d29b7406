namespace Flowker.Grains.Features;

/// <summary>
/// Something new that silos of earlier versions do not know: it is begun only when it is switched on for the whole cluster. Declare one
/// together with the code that understands it, and ask <see cref="IFeatures.IsOn"/> before the first thing of it is stored or sent.
/// </summary>
internal sealed record Feature(string Name)
{
    /// <summary>
    /// Whether programs that know nothing of features must not start any more once it is on, because they would spoil what it
    /// stores. What they merely leave alone is no reason: a way back is worth more.
    /// </summary>
    public bool ShutsOutOlder { get; init; }

    /// <summary>Pinned definitions say by which rules they are read, where that makes a difference.</summary>
    public static Feature DefinitionReadings { get; } = new("definition-readings");

    /// <summary>
    /// A schedule whose type is in its trigger's id. An older silo that its clock came to would find no schedule and stop it for good.
    /// </summary>
    public static Feature TriggerIds { get; } = new("trigger-ids");

    /// <summary>An execution whose turns kill silos is set aside.</summary>
    public static Feature SetAside { get; } = new("set-aside");

    /// <summary>
    /// One signing key for the whole cluster, sealed in the database, and the keys that signed registered in the chain. Older silos go on
    /// with the file that each has, and know the key where it was theirs.
    /// </summary>
    public static Feature SharedAuditKey { get; } = new("shared-audit-key");

    /// <summary>All that this program knows. A name is stored for good; it takes small letters, digits and dashes.</summary>
    public static IReadOnlyList<Feature> All { get; } = [DefinitionReadings, TriggerIds, SetAside, SharedAuditKey];

    public override string ToString() => Name;
}
