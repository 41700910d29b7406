using System.Collections.Immutable;
using Flowker.Engine;
using Flowker.Engine.Catalog;
using Flowker.Engine.Schedules;
using Flowker.Engine.Validation;
using Flowker.Engine.Webhooks;
using Flowker.Engine.Workflows;
using Flowker.Grains.Audit;
using Flowker.Grains.Executions;
using Flowker.Grains.Features;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Schedules;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Grains.Secrets;
using Flowker.Grains.Webhooks;
using Flowker.Storage;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Workflows;

/// <summary>
/// One workflow. Requests come one after the other, so a change is checked against what it changes; the version in the
/// database decides should another activation exist.
/// </summary>
[GrainType("flowker.workflow")]
internal sealed class WorkflowGrain(IDefinitionStore definitions, ProviderCatalog catalog, SecretBox box, ExecutionServices services, IFeatures features)
    : Grain, IWorkflowGrain
{
    private WorkflowRow? _row;
    private WorkflowDefinition _definition = new() { Name = "" };
    private ImmutableDictionary<string, TriggerSecret> _secrets = WorkflowSecrets.None;

    // A silo that knows only the first would run the same execution differently from the others.
    private DefinitionReading PinnedReading =>
        features.IsOn(Feature.DefinitionReadings) ? DefinitionReading.Second : DefinitionReading.First;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync();
        }
        catch (StorageUnavailableException)
        {
            // Answered by the request that woke the grain, which then finds nothing loaded and asks again.
            _row = null;
        }
    }

    public Task<Reply<WorkflowView>> CreateAsync(Json body, Caller caller) => GuardedAsync<WorkflowView>(async () =>
    {
        if (_row is not null)
        {
            return Faults.LostRace();
        }

        var (definition, secrets, findings) = await ReadAsync(body);
        if (definition is null)
        {
            return Faults.Of(findings);
        }

        var (row, entry) = NewRow(this.GetPrimaryKey(), definition, secrets, "WORKFLOW_CREATED", caller);
        return Settle(await definitions.SaveWorkflowAsync(row, 0, [entry]), row, definition, secrets);
    });

    public Task<Reply<WorkflowView>> CreateFromTemplateAsync(Json body, Caller caller)
    {
        var (workflow, fault) = TemplateRequest.Build(body, catalog);
        return fault is null ? CreateAsync(workflow, caller) : Task.FromResult<Reply<WorkflowView>>(fault);
    }

    public Task<Reply<WorkflowView>> GetAsync() => GuardedAsync(() => Task.FromResult<Reply<WorkflowView>>(
        _row is null ? NotFound() : View()));

    // A body that cannot be read is told before anything is looked up, also for a workflow that does not exist.
    public async Task<Reply<WorkflowView>> ReplaceAsync(Json body, int? ifMatch, Caller caller)
    {
        var (read, unreadable) = WorkflowReader.Read(body.Utf8);
        return read is null && unreadable.Any(f => f.Code == Faults.UnreadableCode)
            ? Faults.Of(unreadable)
            : await ReplaceAsync(read, unreadable, ifMatch, caller);
    }

    private Task<Reply<WorkflowView>> ReplaceAsync(
        WorkflowDefinition? read, IReadOnlyList<Finding> outOfLimits, int? ifMatch, Caller caller) => GuardedAsync<WorkflowView>(async () =>
    {
        if (Unchangeable(ifMatch) is { } fault)
        {
            return fault;
        }

        if (_row!.Status != "draft")
        {
            return Faults.WorkflowLocked(_row.Status, "edited");
        }

        if (read is null)
        {
            return Faults.Of(outOfLimits);
        }

        var (definition, secrets, findings) = await CheckAsync(read);
        if (definition is null)
        {
            return Faults.Of(findings);
        }

        definition = definition with { Metadata = MetadataMerge.Apply(_definition.Metadata, definition.Metadata) };
        return await SaveAsync(_row with { Name = definition.Name }, definition, secrets, "WORKFLOW_UPDATED", "UPDATE", caller);
    });

    public Task<Reply<Done>> DeleteAsync(int? ifMatch, Caller caller) => GuardedAsync<Done>(async () =>
    {
        if (Unchangeable(ifMatch) is { } fault)
        {
            return fault;
        }

        if (_row!.Status == "active")
        {
            return Faults.WorkflowLocked(_row.Status, "deleted");
        }

        var entry = AuditEvents.Make(
            "WORKFLOW_DELETED", "DELETE", AuditEvents.Workflow, _row.Id, caller, services.Now(), ("workflow.id", _row.Id.ToString()));
        var outcome = await definitions.DeleteWorkflowAsync(_row.Id, _row.Version, [entry]);
        DeactivateOnIdle();
        return outcome is SaveOutcome.Saved ? Done.Instance : Faults.LostRace();
    });

    public Task<Reply<WorkflowView>> CloneAsync(Json body, Caller caller) => GuardedAsync<WorkflowView>(async () =>
    {
        if (_row is null)
        {
            return NotFound();
        }

        var (named, findings) = WorkflowReader.Read(body.Utf8);
        if (named is null)
        {
            return Faults.Of(findings);
        }

        // The parts were checked when they were drawn; a copy is a draft and need not run yet.
        var copy = _definition with { Name = named.Name, Metadata = null };
        findings = DraftRules.Check(copy);
        if (findings.Count > 0)
        {
            return Faults.Of(findings);
        }

        var (row, entry) = NewRow(Guid.NewGuid(), copy, _secrets, "WORKFLOW_CLONED", caller, ("source.id", _row.Id.ToString()));
        return await definitions.SaveWorkflowAsync(row, 0, [entry]) is SaveOutcome.Saved
            ? WorkflowViews.Of(row, copy)
            : Faults.WorkflowNameTaken(copy.Name);
    });

    public Task<Reply<WorkflowView>> ActivateAsync(int? ifMatch, Caller caller) => ActivateAsync(ifMatch, FindingSeverity.Error, caller);

    public Task<Reply<WorkflowView>> ActivateStrictlyAsync(int? ifMatch, Caller caller) => ActivateAsync(ifMatch, FindingSeverity.Warning, caller);

    private Task<Reply<WorkflowView>> ActivateAsync(int? ifMatch, FindingSeverity refused, Caller caller) => GuardedAsync<WorkflowView>(async () =>
    {
        if (Unchangeable(ifMatch) is { } fault)
        {
            return fault;
        }

        var findings = await FindingsAsync();
        if (findings.Any(f => f.Severity <= refused))
        {
            return Faults.Of(findings);
        }

        return _row!.Status != "draft" ? Faults.WorkflowTransition(_row.Status, "activated")
            : HasTypesInIds && !features.IsOn(Feature.TriggerIds) ? Faults.NotAllSilosKnow()
            : await OpenAsync(caller);
    });

    public Task<Reply<WorkflowView>> DeactivateAsync(int? ifMatch, Caller caller) => GuardedAsync<WorkflowView>(async () =>
        Unchangeable(ifMatch) is { } fault ? fault
        : _row!.Status == "active" ? await WithdrawAsync(caller)
        : Faults.WorkflowTransition(_row.Status, "deactivated"));

    public Task<Reply<WorkflowView>> MoveToDraftAsync(int? ifMatch, Caller caller) => GuardedAsync<WorkflowView>(async () =>
        Unchangeable(ifMatch) is { } fault ? fault
        : _row!.Status == "inactive" ? await MoveAsync("draft", "WORKFLOW_DRAFTED", "DRAFT", caller)
        : Faults.WorkflowTransition(_row.Status, "moved to draft"));

    public Task<Reply<ValidationReport>> ValidateAsync() => GuardedAsync<ValidationReport>(async () =>
    {
        if (_row is null)
        {
            return NotFound();
        }

        return ValidationReports.Of(await FindingsAsync());
    });

    public Task<Reply<ActiveDefinition>> GetActiveDefinitionAsync() => GuardedAsync(() => Task.FromResult<Reply<ActiveDefinition>>(
        _row is null ? NotFound()
        : _row is { Status: "active", DefinitionHash: { } hash } ? new ActiveDefinition(hash)
        : Faults.WorkflowNotActive(_row.Id)));

    private async Task<Reply<T>> GuardedAsync<T>(Func<Task<Reply<T>>> work)
    {
        try
        {
            if (_row is null)
            {
                await LoadAsync();
            }

            var reply = await work();
            if (_row is null)
            {
                DeactivateOnIdle();
            }

            return reply;
        }
        catch (StorageUnavailableException failure)
        {
            // Whether a change was stored is unknown: the next request reads the truth.
            DeactivateOnIdle();
            return Faults.Of(failure);
        }
    }

    private async Task LoadAsync()
    {
        var row = await definitions.GetWorkflowAsync(this.GetPrimaryKey());
        if (row is not null && StoredDefinition.Read(row.Body) is { } definition)
        {
            // What was stored before there was encryption holds its secrets still.
            (_definition, _secrets, _) = TriggerSecrets.Take(definition, WorkflowSecrets.Open(row, box));
            _row = row;
        }
    }

    private bool HasTypesInIds => !ReferenceEquals(TriggerTypes.Explicit(_definition, catalog), _definition);

    private Fault NotFound() => Faults.WorkflowNotFound(this.GetPrimaryKey());

    private Fault? Unchangeable(int? ifMatch) =>
        _row is null ? NotFound()
        : ifMatch is { } version && version != _row.Version ? Faults.VersionMismatch(_row.Version)
        : null;

    private async Task<(WorkflowDefinition? Definition, ImmutableDictionary<string, TriggerSecret> Secrets, IReadOnlyList<Finding> Findings)> ReadAsync(
        Json body)
    {
        var (definition, findings) = WorkflowReader.Read(body.Utf8);
        return definition is null ? (null, WorkflowSecrets.None, findings) : await CheckAsync(definition);
    }

    private async Task<(WorkflowDefinition? Definition, ImmutableDictionary<string, TriggerSecret> Secrets, IReadOnlyList<Finding> Findings)> CheckAsync(
        WorkflowDefinition definition)
    {
        var findings = EditRules.Check(definition, catalog, await ProviderReferences.LoadAsync(definitions, definition));
        var (masked, secrets, unknown) = TriggerSecrets.Take(definition, _secrets);
        findings = [.. findings, .. unknown, .. WebhookGuardRules.Check(definition, secrets)];
        return findings.Count > 0 ? (null, secrets, findings) : (masked, secrets, []);
    }

    private async Task<IReadOnlyList<Finding>> FindingsAsync() =>
        ActivationRules.Check(_definition, catalog, await ProviderReferences.LoadAsync(definitions, _definition), _secrets);

    private (WorkflowRow Row, AuditEntry Entry) NewRow(
        Guid id,
        WorkflowDefinition definition,
        ImmutableDictionary<string, TriggerSecret> secrets,
        string eventType,
        Caller caller,
        params ReadOnlySpan<(string, string)> metadata)
    {
        var now = services.Now();
        var row = new WorkflowRow
        {
            Id = id,
            Tenant = Tenants.Default,
            Name = definition.Name,
            Status = "draft",
            Version = 1,
            Body = WorkflowWriter.Write(definition),
            Secrets = WorkflowSecrets.Seal(id, secrets, box),
            CreatedAt = now,
            UpdatedAt = now,
        };
        return (row, AuditEvents.Make(
            eventType, "CREATE", AuditEvents.Workflow, id, caller, now, [("workflow.name", definition.Name), .. metadata]));
    }

    private Task<Reply<WorkflowView>> MoveAsync(string status, string eventType, string action, Caller caller) =>
        SaveAsync(_row! with { Status = status }, _definition, _secrets, eventType, action, caller);

    // The clock is asked for before and after: should this process die in between, it finds out by itself.
    private async Task<Reply<WorkflowView>> OpenAsync(Caller caller)
    {
        var scheduled = ScheduleTriggers.Of(TriggerTypes.Explicit(_definition, catalog)).Count > 0;
        var clock = GrainFactory.GetGrain<IScheduleGrain>(_row!.Id);
        if (scheduled && await clock.WatchAsync() is { Ok: false } refused)
        {
            return refused.Fault;
        }

        var moved = await MoveAsync("active", "WORKFLOW_ACTIVATED", "ACTIVATE", caller);
        if (scheduled && moved.Ok)
        {
            clock.WatchAsync().Ignore();
        }

        return moved;
    }

    private async Task<Reply<WorkflowView>> WithdrawAsync(Caller caller)
    {
        var moved = await MoveAsync("inactive", "WORKFLOW_DEACTIVATED", "DEACTIVATE", caller);
        if (moved.Ok)
        {
            await WebhookEndpoint.ForgetAsync(GrainFactory, WebhookTriggers.Of(TriggerTypes.Explicit(_definition, catalog), _secrets));
        }

        return moved;
    }

    private async Task<Reply<WorkflowView>> SaveAsync(
        WorkflowRow row,
        WorkflowDefinition definition,
        ImmutableDictionary<string, TriggerSecret> secrets,
        string eventType,
        string action,
        Caller caller)
    {
        var active = row.Status == "active";
        var typed = TriggerTypes.Explicit(definition, catalog);
        var pinned = active ? WorkflowWriter.Pin(typed, PinnedReading) : null;
        var now = services.Now();
        var saved = row with
        {
            Version = row.Version + 1,
            Body = WorkflowWriter.Write(definition),
            Secrets = WorkflowSecrets.Seal(row.Id, secrets, box),
            DefinitionHash = pinned?.Hash,
            PinnedBody = pinned?.Body ?? ReadOnlyMemory<byte>.Empty,
            Providers = active ? ProviderReferences.Ids(definition) : [],
            Routes = active ? [.. WebhookTriggers.Of(typed, secrets).Select(t => WebhookEndpoint.Seal(row.Id, t, box))] : [],
            UpdatedAt = now,
        };
        var entry = AuditEvents.Make(
            eventType, action, AuditEvents.Workflow, row.Id, caller, now, ("workflow.name", definition.Name));
        var outcome = await definitions.SaveWorkflowAsync(saved, row.Version, [entry]);
        return outcome is SaveOutcome.RouteTaken ? await RouteTakenAsync(saved) : Settle(outcome, saved, definition, secrets);
    }

    private async Task<Reply<WorkflowView>> RouteTakenAsync(WorkflowRow row)
    {
        foreach (var route in row.Routes)
        {
            if (await definitions.GetWebhookRouteAsync(route.Tenant, route.Method, route.Path) is { } taken && taken.WorkflowId != row.Id)
            {
                return Faults.WebhookTaken(route.Method, route.Path, taken.WorkflowId);
            }
        }

        // Its holder has let it go meanwhile.
        return Faults.LostRace();
    }

    private Reply<WorkflowView> Settle(
        SaveOutcome outcome, WorkflowRow saved, WorkflowDefinition definition, ImmutableDictionary<string, TriggerSecret> secrets)
    {
        switch (outcome)
        {
            case SaveOutcome.Saved:
                (_row, _definition, _secrets) = (saved, definition, secrets);
                return View();
            case SaveOutcome.NameTaken:
                return Faults.WorkflowNameTaken(definition.Name);
            case SaveOutcome.ProviderGone:
                return Faults.ProviderConfigurationGone();
            default:
                _row = null;
                return Faults.LostRace();
        }
    }

    private WorkflowView View() => WorkflowViews.Of(_row!, _definition);
}
