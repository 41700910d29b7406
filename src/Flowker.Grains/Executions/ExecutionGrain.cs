using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;
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

        try
        {
            var id = this.GetPrimaryKey();
            if (await services.IsDrivenAsync(id, undrivenBy)
                || await ReadAsync(id) is not { State.Ended: false } stored
                || !await TakeOverAsync(stored))
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

    private async Task<bool> TakeOverAsync(StoredExecution stored)
    {
        var plan = await services.Plans.GetAsync(stored.State.DefinitionHash);
        var now = services.Now();
        var driver = new ExecutionDriver(services, logger, plan ?? WorkflowPlan.None, stored.State.TakenOverAt(now), stored.Version, stored.Audited);
        ExecutionEvent fact = plan is null
            ? new ExecutionFailed { At = now, Code = "FLK-9999", Message = "The definition that the execution is pinned to cannot be read." }
            : new ExecutionResumed { At = now };
        var result = await driver.CommitAsync([fact], start: null, caller: null, retry: false);
        if (result.Outcome is not AppendOutcome.Committed)
        {
            return false;
        }

        Drive(driver);
        return true;
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

    private async Task<StoredExecution?> ReadAsync(Guid id)
    {
        var entries = await services.Journal.ReadAsync(id);
        if (entries.Count == 0)
        {
            return null;
        }

        try
        {
            List<ExecutionEvent> events = [.. entries.SelectMany(e => ExecutionEventCodec.Decode(e.Events.Span))];
            return new StoredExecution(ExecutionFold.Fold(events), entries[^1].Version, ExecutionAudit.Count(events));
        }
        catch (System.Text.Json.JsonException)
        {
            Log.JournalUnreadable(logger, id);
            return null;
        }
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
