using Flowker.Grains.Clocks;
using Flowker.Grains.Features;
using Flowker.Grains.Recovery;
using Flowker.Storage;
using Flowker.Storage.Audit;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Executions;

/// <summary>What every execution of a silo shares.</summary>
internal sealed class ExecutionServices(
    IJournal journal,
    IExecutionQueries executions,
    IExecutionClaims claims,
    IAuditQueries audit,
    PlanCache plans,
    ProviderCalls calls,
    DrivenExecutions driven,
    StartAdmission admission,
    LivingSilos living,
    WorkClock work,
    SuspectTurns suspects,
    LeftToOthers left,
    IFeatures features,
    TimeProvider time,
    ILocalSiloDetails silo)
{
    public IJournal Journal { get; } = journal;

    public IExecutionQueries Executions { get; } = executions;

    public IExecutionClaims Claims { get; } = claims;

    public IAuditQueries Audit { get; } = audit;

    public SuspectTurns Suspects { get; } = suspects;

    public LeftToOthers Left { get; } = left;

    public IFeatures Features { get; } = features;

    public PlanCache Plans { get; } = plans;

    public ProviderCalls Calls { get; } = calls;

    public DrivenExecutions Driven { get; } = driven;

    public StartAdmission Admission { get; } = admission;

    public WorkClock Work { get; } = work;

    public TimeProvider Time { get; } = time;

    /// <summary>
    /// Whether somebody who is alive drives the execution of this owner: another silo, or an activation of this one; or it was set
    /// aside. While the directory of grains is rebuilt after a silo's death, a call may be led to a second activation, which must not
    /// take over then: it would repeat the calls that the first one has in flight. Not <paramref name="undrivenBy"/>, which says so itself.
    /// </summary>
    public bool IsDriven(Guid executionId, string? owner, string? undrivenBy) =>
        owner == Owner ? Driven.Contains(executionId)
            : owner is not null && owner != undrivenBy && living.Holders().Contains(owner);

    /// <summary>
    /// Counts a turn that could not be computed, memory perhaps being too small for it. What the storage or a stop kept from being
    /// committed says nothing about the execution.
    /// </summary>
    public async Task CountFailureAsync(Guid executionId, Exception failure, bool underMark)
    {
        try
        {
            if (failure is not (StorageUnavailableException or OperationCanceledException))
            {
                await Claims.CountFailureAsync(executionId, underMark);
            }
        }
        catch (StorageUnavailableException)
        {
            // The next one counts.
        }
    }

    /// <summary>How this silo is named as the owner of executions; another after each start of the process.</summary>
    public string Owner { get; } = silo.SiloAddress.ToParsableString();

    /// <summary>Now, as precise as the storage keeps it, so that what was answered is what is read back.</summary>
    public DateTimeOffset Now()
    {
        var now = Time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
