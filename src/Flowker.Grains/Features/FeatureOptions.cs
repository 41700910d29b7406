namespace Flowker.Grains.Features;

/// <summary>How features are switched on.</summary>
public sealed record FeatureOptions
{
    public const string Section = "Flowker:Features";

    /// <summary>Features are switched on by an administrator alone, so that until then a roll back to the version before is safe. Default false.</summary>
    public bool Hold { get; init; }

    /// <summary>Between two looks at what all silos know, until everything is on. Default 2 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What this program knows.</summary>
    internal IReadOnlyList<Feature> Known { get; init; } = Feature.All;
}
