using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Storage;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Executions;

/// <summary>
/// Decides one idempotency key. Being a grain it lets concurrent requests of one key wait for the first; what makes the
/// promise hold when two activations coexist or a silo dies is the unique key in the database, which the start's own
/// commit writes. Therefore a new key costs no read.
/// </summary>
[GrainType("flowker.idempotency")]
[Orleans.Placement.PreferLocalPlacement]
internal sealed class IdempotencyGrain(IExecutionQueries executions, StartAdmission admission, ILogger<IdempotencyGrain> logger) : Grain, IIdempotencyGrain
{
    private BegunExecution? _known;

    public async Task<Reply<StartedExecution>> StartAsync(StartExecution request)
    {
        try
        {
            return _known is null ? await DecideAsync(request) : await ReplayAsync(request, _known);
        }
        catch (StorageUnavailableException failure)
        {
            // Whether the start was stored is unknown: forget everything and let the next request find out.
            Log.StartUndecided(logger, failure);
            _known = null;
            DeactivateOnIdle();
            return Faults.Of(failure);
        }
    }

    private async Task<Reply<StartedExecution>> DecideAsync(StartExecution request)
    {
        var (tenant, key) = Names();
        if (!admission.HasRoom())
        {
            return await TurnAwayAsync(request, tenant, key, Faults.TooMuchWork());
        }

        var active = await GrainFactory.Refer<IWorkflowGrain>(request.WorkflowId).GetActiveDefinitionAsync();
        if (!active.Ok)
        {
            return await ReplayStoredAsync(request, tenant, key) ?? Refuse(active.Fault);
        }

        var begun = await GrainFactory.Refer<IExecutionGrain>(TimeOrderedId.Next()).StartAsync(new BeginExecution
        {
            Request = request,
            Tenant = tenant,
            IdempotencyKey = key,
            DefinitionHash = active.Value.Hash,
        });
        if (!begun.Ok)
        {
            return begun.Fault.Code == Faults.TooMuchWorkCode ? await TurnAwayAsync(request, tenant, key, begun.Fault) : Refuse(begun.Fault);
        }

        _known = begun.Value;
        if (!begun.Value.KeyWasTaken)
        {
            // Few keys are asked for again. At full load those that would stay for it are most of what lives.
            DeactivateOnIdle();
            return Answer(begun.Value, "pending", replayed: false);
        }

        // A start whose answer was lost has no driver yet. Its client's repetition need not wait for the next sweep.
        GrainFactory.Refer<IExecutionGrain>(begun.Value.ExecutionId).ResumeAsync().Ignore();
        return await ReplayAsync(request, begun.Value);
    }

    // The key may be one that was taken earlier.
    private async Task<Reply<StartedExecution>> TurnAwayAsync(StartExecution request, string tenant, string key, Fault fault) =>
        await admission.LookUpAsync(() => ReplayStoredAsync(request, tenant, key)) ?? Refuse(fault);

    // A key outlives its workflow's active time, and the workflow itself.
    private async Task<Reply<StartedExecution>?> ReplayStoredAsync(StartExecution request, string tenant, string key)
    {
        if (await executions.GetByKeyAsync(tenant, key) is not { } row)
        {
            return null;
        }

        _known = new BegunExecution
        {
            ExecutionId = row.ExecutionId,
            WorkflowId = row.WorkflowId,
            Status = row.Summary.Status,
            StartedAt = row.StartedAt,
            Fingerprint = row.Fingerprint.ToArray(),
            KeyWasTaken = true,
        };
        return await ReplayAsync(request, _known);
    }

    private async Task<Reply<StartedExecution>> ReplayAsync(StartExecution request, BegunExecution known)
    {
        if (!known.Fingerprint.AsSpan().SequenceEqual(request.Fingerprint))
        {
            return Faults.KeyReused(known.ExecutionId);
        }

        if (known.Status is "pending" or "running" && await executions.GetAsync(known.ExecutionId) is { } row)
        {
            _known = known = known with { Status = row.Summary.Status };
        }

        return Answer(known, known.Status, replayed: true);
    }

    private Reply<StartedExecution> Refuse(Fault fault)
    {
        DeactivateOnIdle();
        return fault;
    }

    private (string Tenant, string Key) Names()
    {
        var name = this.GetPrimaryKeyString();
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return (name[..slash], name[(slash + 1)..]);
    }

    private static StartedExecution Answer(BegunExecution begun, string status, bool replayed) => new()
    {
        ExecutionId = begun.ExecutionId,
        WorkflowId = begun.WorkflowId,
        Status = status,
        StartedAt = begun.StartedAt,
        Replayed = replayed,
    };
}
