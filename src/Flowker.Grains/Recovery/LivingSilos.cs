using Flowker.Grains.Executions;

namespace Flowker.Grains.Recovery;

/// <summary>The silos that may still drive executions, by the names under which they own them.</summary>
internal sealed class LivingSilos(ILocalSiloDetails self, IClusterMembershipService membership)
{
    /// <summary>A silo that is leaving counts as long as it finishes its calls in flight: nobody may make them a second time.</summary>
    public IReadOnlyCollection<string> Owners() => new HashSet<string>(
        membership.CurrentSnapshot.Members.Values
            .Where(m => m.Status is SiloStatus.Joining or SiloStatus.Active || IsLeaving(m.Status))
            .Select(m => m.SiloAddress.ToParsableString()),
        StringComparer.Ordinal)
    {
        self.SiloAddress.ToParsableString(),
    };

    /// <summary>Those, and the one that holds what was set aside: from none of them anything is taken.</summary>
    public IReadOnlyCollection<string> Holders() => [.. Owners(), SetAside.Owner];

    /// <summary>Whether one lets go of executions at this moment.</summary>
    public bool OneIsLeaving() => membership.CurrentSnapshot.Members.Values.Any(m => IsLeaving(m.Status));

    private static bool IsLeaving(SiloStatus status) => status is SiloStatus.ShuttingDown or SiloStatus.Stopping;
}
