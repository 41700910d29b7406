using Flowker.Grains.Features;

namespace Flowker.Grains.Tests.Audit;

/// <summary>The switch of keys that a cluster shares, by hand.</summary>
internal sealed class SwitchInTest : IFeatures
{
    public bool AreShared { get; set; }

    public bool IsOn(Feature feature) => AreShared && feature == Feature.SharedAuditKey;
}
