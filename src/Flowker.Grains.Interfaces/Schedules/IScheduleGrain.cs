using System.Collections.Immutable;

namespace Flowker.Grains.Interfaces.Schedules;

/// <summary>
/// The clock of one workflow. Grain key: the workflow's id. Promise: while the workflow is active, each occurrence of its schedule
/// triggers starts exactly one execution, whatever dies; what was missed is caught up with as the trigger says. Source:
/// <c>docs/schedules.md</c>.
/// </summary>
[Alias("flowker.schedule"), Version(1), Repeatable]
public interface IScheduleGrain : IGrainWithGuidKey
{
    /// <summary>
    /// Makes the clock look at the workflow. Called before its activation is stored, so that the clock runs should its caller die
    /// then, and after every change. Fault: FLK-9998.
    /// </summary>
    [Alias("watch")]
    Task<Reply<Done>> WatchAsync();

    /// <summary>The schedule, with up to <paramref name="count"/> next runs of each trigger. Faults: FLK-0100, FLK-9998.</summary>
    [Alias("get")]
    Task<Reply<ScheduleView>> GetAsync(int count);
}

/// <summary>When a workflow runs by itself. Only an active one has next runs.</summary>
[GenerateSerializer, Immutable, Alias("flowker.schedule-view")]
public sealed record ScheduleView
{
    [Id(0)] public required Guid WorkflowId { get; init; }

    [Id(1)] public required bool Active { get; init; }

    /// <summary>In the order of the definition; empty without schedule triggers.</summary>
    [Id(2)] public required ImmutableArray<ScheduledTriggerView> Triggers { get; init; }
}

/// <summary>One schedule trigger and its runs. Times are in UTC.</summary>
[GenerateSerializer, Immutable, Alias("flowker.scheduled-trigger-view")]
public sealed record ScheduledTriggerView
{
    [Id(0)] public required string NodeId { get; init; }

    [Id(1)] public required string Cron { get; init; }

    [Id(2)] public required string TimeZone { get; init; }

    /// <summary><c>none</c>, <c>last</c> or <c>all</c>.</summary>
    [Id(3)] public required string CatchUp { get; init; }

    /// <summary>The latest occurrence that was started since the activation.</summary>
    [Id(4)] public DateTimeOffset? LastRun { get; init; }

    [Id(5)] public Guid? LastExecutionId { get; init; }

    [Id(6)] public required ImmutableArray<DateTimeOffset> NextRuns { get; init; }
}
