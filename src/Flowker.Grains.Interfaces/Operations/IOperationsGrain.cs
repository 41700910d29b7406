using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Operations;

/// <summary>What operators ask of the cluster as a whole. Grain key: 0; any silo answers.</summary>
[Alias("flowker.operations"), Version(1)]
public interface IOperationsGrain : IGrainWithIntegerKey
{
    /// <summary>Whether a silo answers, and reaches the database.</summary>
    [Alias("ping")]
    Task<bool> PingAsync();

    /// <summary>Looks whether every open execution has a living owner or a wake-up time. Fault: FLK-9998.</summary>
    [Repeatable]
    [Alias("invariants")]
    Task<Reply<InvariantReport>> CheckInvariantsAsync();

    /// <summary>The features that the silo which answers knows, or that are on. Fault: FLK-9998.</summary>
    [Repeatable]
    [Alias("features")]
    Task<Reply<FeatureList>> ListFeaturesAsync();

    /// <summary>Switches a feature on; one that is on stays so. Faults: FLK-0172 when a living silo does not know it; FLK-9998.</summary>
    [Repeatable]
    [Alias("switch-on")]
    Task<Reply<FeatureView>> SwitchOnFeatureAsync(string name, Caller caller);
}

/// <summary>All features, by name.</summary>
[GenerateSerializer, Immutable, Alias("flowker.feature-list")]
public sealed record FeatureList
{
    [Id(0)] public required ImmutableArray<FeatureView> Features { get; init; }
}

/// <summary>Something that waits until all silos know it.</summary>
[GenerateSerializer, Immutable, Alias("flowker.feature-view")]
public sealed record FeatureView
{
    [Id(0)] public required string Name { get; init; }

    /// <summary>Null while it is off.</summary>
    [Id(1)] public DateTimeOffset? SwitchedOnAt { get; init; }

    [Id(2)] public string? SwitchedOnBy { get; init; }

    /// <summary>The living silos that do not know it.</summary>
    [Id(3)] public ImmutableArray<string> LackedBy { get; init; } = [];
}

/// <summary>
/// Whether the promise holds that every open execution goes on. Right after a silo died, its executions are here until the survivors
/// have taken them over; what stays here for longer than a sweep's interval is a fault.
/// Source: <c>design.md</c>, "Driving and recovery".
/// </summary>
[GenerateSerializer, Immutable, Alias("flowker.invariant-report")]
public sealed record InvariantReport
{
    /// <summary>The silos that are alive, as owners are named.</summary>
    [Id(0)] public required ImmutableArray<string> Silos { get; init; }

    [Id(1)] public required long OpenExecutions { get; init; }

    /// <summary>How many open executions have neither a living owner nor a wake-up time.</summary>
    [Id(2)] public required long Abandoned { get; init; }

    /// <summary>The oldest of them, at most <see cref="MaxListed"/>.</summary>
    [Id(3)] public required ImmutableArray<AbandonedExecution> Executions { get; init; }

    [Id(4)] public required DateTimeOffset CheckedAt { get; init; }

    public const int MaxListed = 100;
}

/// <summary>An open execution that nobody would go on with before the next sweep.</summary>
[GenerateSerializer, Immutable, Alias("flowker.abandoned-execution")]
public sealed record AbandonedExecution
{
    [Id(0)] public required Guid ExecutionId { get; init; }

    [Id(1)] public required Guid WorkflowId { get; init; }

    [Id(2)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The silo that drove it; null when it was let go.</summary>
    [Id(3)] public string? Owner { get; init; }
}
