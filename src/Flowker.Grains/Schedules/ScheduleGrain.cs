using System.Collections.Immutable;
using Flowker.Engine.Catalog;
using Flowker.Engine.Schedules;
using Flowker.Engine.Validation;
using Flowker.Engine.Workflows;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Schedules;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Schedules;

/// <summary>
/// A reminder wakes the grain every minute wherever it lives; within the minute a timer strikes on time. What is due is started
/// under a key that follows from the occurrence, and only then taken as done: repeated after a crash, it finds its execution.
/// </summary>
[GrainType("flowker.schedule")]
internal sealed class ScheduleGrain(
    [PersistentState("flowker.schedule")] IPersistentState<ScheduleState> state,
    IDefinitionStore definitions,
    ProviderCatalog catalog,
    ExecutionServices services,
    ILogger<ScheduleGrain> logger) : Grain, IScheduleGrain, IRemindable
{
    private const string Reminder = "clock";
    private const int MaxAtOnce = 100;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // Until then whoever asked for the clock may still be storing the activation.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private long _watchedAt;
    private DateTimeOffset _lookedAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _nextLook = DateTimeOffset.MinValue;
    private IGrainTimer? _timer;

    private Guid WorkflowId => this.GetPrimaryKey();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _watchedAt = services.Time.GetTimestamp();
        return Task.CompletedTask;
    }

    public async Task<Reply<Done>> WatchAsync()
    {
        try
        {
            _watchedAt = services.Time.GetTimestamp();
            _nextLook = DateTimeOffset.MinValue;
            await this.RegisterOrUpdateReminder(Reminder, Minute, Minute);
            // In a turn of its own: the caller is the workflow, which starts ask.
            StrikeIn(TimeSpan.Zero);
            return Done.Instance;
        }
        catch (Exception failure)
        {
            Log.ScheduleFailed(logger, failure, WorkflowId);
            return Faults.StorageAway();
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => StrikeAsync();

    public Task<Reply<ScheduleView>> GetAsync(int count) => StorageCalls.RunAsync<ScheduleView>(async () =>
    {
        if (await definitions.GetWorkflowAsync(WorkflowId) is not { } row)
        {
            DeactivateOnIdle();
            return Faults.WorkflowNotFound(WorkflowId);
        }

        var progress = Progress(row, []);
        var active = row.Status == "active";
        var triggers = await TriggersAsync(row);
        return new ScheduleView
        {
            WorkflowId = WorkflowId,
            Active = active,
            Triggers = [.. triggers.Select(t => View(t, progress.Triggers.GetValueOrDefault(t.NodeId), active ? count : 0))],
        };
    });

    private async Task StrikeAsync()
    {
        var now = services.Now();
        try
        {
            // A clock that was set back says nothing of when to look again.
            if (now >= _nextLook || now < _lookedAt)
            {
                _nextLook = await LookAsync(now);
                _lookedAt = now;
            }

            var wait = _nextLook - services.Now();
            if (wait <= Minute)
            {
                StrikeIn(wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
            }
        }
        catch (Exception failure)
        {
            // The truth is read again; the reminder strikes on.
            Log.ScheduleFailed(logger, failure, WorkflowId);
            DeactivateOnIdle();
        }
    }

    /// <summary>Starts what is due; answers when to look again.</summary>
    private async Task<DateTimeOffset> LookAsync(DateTimeOffset now)
    {
        var row = await definitions.GetWorkflowAsync(WorkflowId);
        IReadOnlyList<ScheduleTrigger> triggers = row is { Status: "active" } ? await TriggersAsync(row) : [];
        if (row is null || triggers.Count == 0)
        {
            if (services.Time.GetElapsedTime(_watchedAt) > Patience)
            {
                await StopAsync();
            }

            return now + Minute;
        }

        var progress = Progress(row, triggers);
        var looks = triggers.Select(t => t.Next(now, 1)).Where(next => !next.IsEmpty).Select(next => next[0]).Append(now + Patience).ToList();
        foreach (var trigger in triggers)
        {
            var due = trigger.Due(progress.Triggers[trigger.NodeId].DecidedUntil, now, MaxAtOnce);
            foreach (var occurrence in due.Starts)
            {
                var (decided, execution) = await StartAsync(trigger, occurrence);
                if (!decided)
                {
                    // Not this one, and so none after it: they keep their order.
                    return now + TimeSpan.FromSeconds(5);
                }

                progress = With(progress, trigger, p => p with { DecidedUntil = occurrence, LastRun = occurrence, LastExecutionId = execution });
            }

            var isSetBack = due.DecidedUntil < progress.Triggers[trigger.NodeId].DecidedUntil;
            progress = With(progress, trigger, p => p with { DecidedUntil = due.DecidedUntil });
            if (due.DecidedUntil < now)
            {
                looks.Add(now);
            }

            if (due.Starts.Length > 0 || isSetBack || state.State.Progress.WorkflowVersion != row.Version)
            {
                state.State = new ScheduleState { Progress = progress };
                await state.WriteStateAsync();
            }
        }

        return looks.Min();
    }

    private async Task<(bool Decided, Guid? Execution)> StartAsync(ScheduleTrigger trigger, DateTimeOffset occurrence)
    {
        var key = IdempotencyKey.ToGrainKey(Tenants.Default, ScheduledStart.Key(WorkflowId, trigger, occurrence));
        var started = await GrainFactory.GetGrain<IIdempotencyGrain>(key).StartAsync(ScheduledStart.Request(WorkflowId, trigger, occurrence));
        if (!started.Ok)
        {
            Log.OccurrenceNotStarted(logger, WorkflowId, trigger.NodeId, occurrence, started.Fault.Code);
            // Its key was used, with the input of an earlier drawing: it was started then.
            return (started.Fault.Code == "FLK-0510", null);
        }

        return (true, started.Value.ExecutionId);
    }

    private async Task StopAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        await state.ClearStateAsync();
        DeactivateOnIdle();
    }

    // What an earlier activation decided says nothing about this one: occurrences count from its own time.
    private ScheduleProgress Progress(WorkflowRow row, IReadOnlyList<ScheduleTrigger> triggers) =>
        state.State.Progress.WorkflowVersion == row.Version
            ? state.State.Progress
            : new ScheduleProgress
            {
                WorkflowVersion = row.Version,
                Triggers = triggers.ToImmutableDictionary(t => t.NodeId, _ => new TriggerProgress(row.UpdatedAt), StringComparer.Ordinal),
            };

    private static ScheduleProgress With(ScheduleProgress progress, ScheduleTrigger trigger, Func<TriggerProgress, TriggerProgress> change) =>
        progress with { Triggers = progress.Triggers.SetItem(trigger.NodeId, change(progress.Triggers[trigger.NodeId])) };

    private async Task<IReadOnlyList<ScheduleTrigger>> TriggersAsync(WorkflowRow row)
    {
        if (StoredDefinition.Read(row.Body) is not { } definition)
        {
            return [];
        }

        var typed = TriggerTypes.Explicit(definition, catalog);
        if (!ReferenceEquals(typed, definition) && row.DefinitionHash is { } activated)
        {
            // A type that only its trigger's id tells counts from the activation that took it so.
            return await definitions.GetPinnedDefinitionAsync(activated) is { } pinned && StoredDefinition.Read(pinned) is { } read
                ? ScheduleTriggers.Of(read)
                : [];
        }

        return ScheduleTriggers.Of(typed);
    }

    private ScheduledTriggerView View(ScheduleTrigger trigger, TriggerProgress? progress, int count) => new()
    {
        NodeId = trigger.NodeId,
        Cron = trigger.Cron,
        TimeZone = trigger.TimeZone,
        CatchUp = trigger.CatchUp.ToString().ToLowerInvariant(),
        LastRun = progress?.LastRun,
        LastExecutionId = progress?.LastExecutionId,
        NextRuns = trigger.Next(services.Now(), count),
    };

    private void StrikeIn(TimeSpan due)
    {
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(
            static (grain, _) => grain.StrikeAsync(),
            this,
            new GrainTimerCreationOptions { DueTime = due, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
    }
}
