using System.Collections.Immutable;

namespace Flowker.Grains.Schedules;

/// <summary>How far the clock of one workflow has come. Replaced as a whole, never changed.</summary>
internal sealed record ScheduleProgress
{
    /// <summary>The version of the workflow that was activated; another activation begins anew, at its own time.</summary>
    public int WorkflowVersion { get; init; }

    /// <summary>By trigger node.</summary>
    public ImmutableDictionary<string, TriggerProgress> Triggers { get; init; } = ImmutableDictionary<string, TriggerProgress>.Empty;
}

/// <summary>Every occurrence up to <see cref="DecidedUntil"/> was started, or is left out.</summary>
internal sealed record TriggerProgress(DateTimeOffset DecidedUntil, DateTimeOffset? LastRun = null, Guid? LastExecutionId = null);

/// <summary>What grain storage keeps.</summary>
internal sealed class ScheduleState
{
    public ScheduleProgress Progress { get; set; } = new();
}
