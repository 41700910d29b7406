using System.Globalization;
using Flowker.Engine;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;
using Flowker.Grains.Audit;
using Flowker.Grains.Features;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Telemetry;
using Flowker.Storage;
using Flowker.Storage.Journal;

namespace Flowker.Grains.Executions;

/// <summary>
/// Owns one execution while it is open. Start and resume answer as soon as their commit is durable; the driving itself is
/// a background task on the activation's scheduler, so that no long call ever blocks a shutdown. Two activations may
/// coexist for a moment: the journal's version check lets only one of them go on.
/// </summary>
[GrainType("flowker.execution")]
[Orleans.Placement.PreferLocalPlacement]
[Orleans.Placement.Immovable]
internal sealed class ExecutionGrain(ExecutionServices services, ILogger<ExecutionGrain> logger) : Grain, IExecutionGrain
{
    private ExecutionDriver? _driver;

    public async Task<Reply<BegunExecution>> StartAsync(BeginExecution request)
    {
        if (_driver is not null)
        {
            return Answer(request, _driver.State.StartedAt);
        }

        if (!services.Admission.TryEnter())
        {
            return Leave(Faults.TooMuchWork());
        }

        try
        {
            return await services.Plans.GetAsync(request.DefinitionHash) switch
            {
                null => Leave(Faults.Make("FLK-9999", "The workflow's definition cannot be read.")),
                // A webhook that was drawn anew between its request and its start.
                { } plan when request.Request.TriggerNodeId is { } trigger && plan.ById.GetValueOrDefault(trigger)?.Kind is not NodeKind.Trigger =>
                    Leave(Faults.WebhookUnknown()),
                { } plan => await BeginAsync(request, plan),
            };
        }
        catch (StorageUnavailableException failure)
        {
            Log.StartUndecided(logger, failure);
            return Leave(Faults.Of(failure));
        }
        finally
        {
            services.Admission.Leave();
        }
    }

    public Task ResumeAsync() => ResumeAsync(undrivenBy: null);

    public Task ResumeUndrivenAsync(string owner) => ResumeAsync(undrivenBy: owner);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_driver is { } driver)
        {
            await driver.StopAsync(cancellationToken);
        }
    }

    private async Task ResumeAsync(string? undrivenBy)
    {
        if (_driver is not null)
        {
            return;
        }

        var id = this.GetPrimaryKey();
        var suspect = false;
        try
        {
            var claim = await services.Claims.GetAsync(id);
            if (claim is null || services.IsDriven(id, claim.Owner, undrivenBy))
            {
                DeactivateOnIdle();
                return;
            }

            suspect = claim.IsSuspect;
            if (claim.IsPoisonous && services.Features.IsOn(Feature.SetAside))
            {
                await SetAsideAsync(id);
            }
            else if (!await TakeOverAsync(id, suspect, undrivenBy, takenUp: null, caller: null))
            {
                DeactivateOnIdle();
            }
        }
        catch (StorageUnavailableException failure)
        {
            // The next sweep tries again.
            Log.SweepFailed(logger, failure);
            DeactivateOnIdle();
        }
        catch (Exception failure)
        {
            Log.TurnFailed(logger, failure, id);
            await services.CountFailureAsync(id, failure, underMark: suspect);
            DeactivateOnIdle();
        }
    }

    private async Task<Reply<BegunExecution>> BeginAsync(BeginExecution request, WorkflowPlan plan)
    {
        var driver = new ExecutionDriver(services, logger, plan, ExecutionState.Empty, version: 0, audited: 0);
        var started = Started(request, plan);
        var result = await driver.CommitAsync(
            [started],
            ToStart(request, plan, started.At),
            request.Request.Caller,
            retry: false);
        switch (result.Outcome)
        {
            case AppendOutcome.Committed:
                Drive(driver);
                return Answer(request, started.At);
            case AppendOutcome.KeyTaken when result.KeyHolder is { } holder:
                return Leave(Answer(holder));
            default:
                // The id is new for every start: whoever holds it already is a repetition of this very request.
                return Leave(Faults.LostRace());
        }
    }

    // False when there is nothing to drive, or it is left to others.
    private async Task<bool> TakeOverAsync(Guid id, bool suspect, string? undrivenBy, ExecutionTakenUp? takenUp, Caller? caller)
    {
        await using var turn = suspect ? await services.Suspects.EnterAsync(id) : null;
        StoredExecution? stored;
        try
        {
            stored = await ReadAsync(id);
        }
        catch (System.Text.Json.JsonException)
        {
            Log.JournalUnreadable(logger, id);
            LeaveToOthers(id, undrivenBy);
            return false;
        }

        if (stored is not { State.Ended: false } || (stored.State.SetAside && takenUp is null))
        {
            return false;
        }

        if (await services.Plans.GetAsync(stored.State.DefinitionHash) is not { } plan)
        {
            Log.DefinitionUnreadable(logger, id, stored.State.WorkflowId);
            LeaveToOthers(id, undrivenBy);
            return false;
        }

        var now = services.Now();
        var driver = new ExecutionDriver(services, logger, plan, stored.State.TakenOverAt(now), stored.Version, stored.Audited, suspect);
        ExecutionResumed resumed = new() { At = now };
        var result = await driver.CommitAsync(takenUp is null ? [resumed] : [resumed, takenUp with { At = now }], start: null, caller, retry: false);
        if (result.Outcome is not AppendOutcome.Committed)
        {
            return false;
        }

        Drive(driver);
        return true;
    }

    private void LeaveToOthers(Guid id, string? undrivenBy) => services.Left.Add(id, undrivenBy ?? services.Owner);

    // Nothing of its state is looked at, since just that may be what kills.
    private async Task SetAsideAsync(Guid id)
    {
        DeactivateOnIdle();
        if (await services.Executions.GetAsync(id) is not { Summary.CompletedAt: null } row)
        {
            return;
        }

        var now = services.Now();
        var number = await services.Audit.CountByResourceAsync(AuditEvents.Execution, id.ToString()) + 1;
        var result = await services.Journal.AppendAsync(new ExecutionCommit
        {
            ExecutionId = id,
            CommitId = TimeOrderedId.Next(),
            ExpectedVersion = row.Version,
            Events = ExecutionEventCodec.Encode([new ExecutionSetAside { At = now }]),
            Summary = row.Summary with { Owner = SetAside.Owner, DueAt = null, WaitingOn = ExecutionSummaries.Text([SetAside.WaitSince(now)]) },
            Audit = [ExecutionAudit.SetAside(id, row.WorkflowId, now, number.ToString(CultureInfo.InvariantCulture))],
        });
        if (result.Outcome is AppendOutcome.Committed)
        {
            Log.SetAside(logger, id, row.WorkflowId);
        }
    }

    public async Task<Reply<CommandOutcome>> TakeUpAsync(string reason, Caller caller)
    {
        var id = this.GetPrimaryKey();
        try
        {
            if (await services.Executions.GetAsync(id) is not { } row)
            {
                DeactivateOnIdle();
                return Faults.ExecutionNotFound(id);
            }

            if (!PlainLine.Is(reason))
            {
                return Faults.Make("FLK-0553", $"reason {PlainLine.Rule}.");
            }

            if (row.Summary.CompletedAt is not null)
            {
                DeactivateOnIdle();
                return Faults.ExecutionEnded(id);
            }

            if (_driver is null && row.Summary.Owner == SetAside.Owner)
            {
                await services.Claims.ForgiveAsync(id);
                if (!await TakeOverAsync(id, suspect: true, undrivenBy: null, new ExecutionTakenUp { At = services.Now(), Reason = reason }, caller))
                {
                    DeactivateOnIdle();
                    return Faults.LostRace();
                }
            }

            return await services.Executions.GetAsync(id) is { } after
                ? new CommandOutcome { ExecutionId = id, Status = after.Summary.Status, Version = after.Version }
                : Faults.ExecutionNotFound(id);
        }
        catch (StorageUnavailableException)
        {
            DeactivateOnIdle();
            return Faults.StorageAway();
        }
        catch (Exception failure)
        {
            // It is as it was: set aside.
            Log.TurnFailed(logger, failure, id);
            DeactivateOnIdle();
            return Faults.Make("FLK-9999", "The execution's next step could not be computed; it stays set aside.");
        }
    }

    private Reply<BegunExecution> Leave(Reply<BegunExecution> answer)
    {
        DeactivateOnIdle();
        return answer;
    }

    private void Drive(ExecutionDriver driver)
    {
        if (driver.State.Ended)
        {
            DeactivateOnIdle();
            return;
        }

        _driver = driver;
        // Driving is no request: without this the idle collector would take the activation away under it.
        DelayDeactivation(TimeSpan.FromDays(1));
        driver.Run(() =>
        {
            DelayDeactivation(TimeSpan.Zero);
            DeactivateOnIdle();
        });
    }

    // Throws JsonException when something in it is damaged, or of a later version.
    private async Task<StoredExecution?> ReadAsync(Guid id)
    {
        var entries = await services.Journal.ReadAsync(id);
        if (entries.Count == 0)
        {
            return null;
        }

        List<ExecutionEvent> events = [.. entries.SelectMany(e => ExecutionEventCodec.Decode(e.Events.Span))];
        return new StoredExecution(ExecutionFold.Fold(events), entries[^1].Version, ExecutionAudit.Count(events));
    }

    private ExecutionStarted Started(BeginExecution request, WorkflowPlan plan) => new()
    {
        At = services.Now(),
        ExecutionId = this.GetPrimaryKey(),
        WorkflowId = request.Request.WorkflowId,
        DefinitionHash = request.DefinitionHash,
        Input = JsonText.Parse(request.Request.InputData.Utf8),
        StartNodeId = request.Request.TriggerNodeId ?? plan.FirstTrigger.Id,
        TraceParent = ExecutionTraces.TraceParent,
    };

    private static ExecutionStart ToStart(BeginExecution request, WorkflowPlan plan, DateTimeOffset at) => new()
    {
        Tenant = request.Tenant,
        IdempotencyKey = request.IdempotencyKey,
        Fingerprint = request.Request.Fingerprint,
        WorkflowId = request.Request.WorkflowId,
        DefinitionHash = request.DefinitionHash,
        StartedAt = at,
        TotalSteps = plan.TotalSteps,
    };

    private BegunExecution Answer(BeginExecution request, DateTimeOffset startedAt) => new()
    {
        ExecutionId = this.GetPrimaryKey(),
        WorkflowId = request.Request.WorkflowId,
        Status = "pending",
        StartedAt = startedAt,
        Fingerprint = request.Request.Fingerprint,
        KeyWasTaken = false,
    };

    private static BegunExecution Answer(KeyHolder holder) => new()
    {
        ExecutionId = holder.ExecutionId,
        WorkflowId = holder.WorkflowId,
        Status = holder.Status,
        StartedAt = holder.StartedAt,
        Fingerprint = holder.Fingerprint.ToArray(),
        KeyWasTaken = true,
    };

    private sealed record StoredExecution(ExecutionState State, int Version, int Audited);
}
