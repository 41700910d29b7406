using Flowker.Grains.Clocks;
using Flowker.Grains.Recovery;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Executions;

/// <summary>What every execution of a silo shares.</summary>
internal sealed class ExecutionServices(
    IJournal journal,
    IExecutionQueries executions,
    PlanCache plans,
    ProviderCalls calls,
    DrivenExecutions driven,
    StartAdmission admission,
    LivingSilos living,
    WorkClock work,
    TimeProvider time,
    ILocalSiloDetails silo)
{
    public IJournal Journal { get; } = journal;

    public PlanCache Plans { get; } = plans;

    public ProviderCalls Calls { get; } = calls;

    public DrivenExecutions Driven { get; } = driven;

    public StartAdmission Admission { get; } = admission;

    public WorkClock Work { get; } = work;

    public TimeProvider Time { get; } = time;

    /// <summary>
    /// Whether somebody who is alive drives the execution: another silo, or an activation of this one. While the directory of
    /// grains is rebuilt after a silo's death, a call may be led to a second activation, which must not take over then: it would
    /// repeat the calls that the first one has in flight. Not <paramref name="undrivenBy"/>, which says so itself.
    /// </summary>
    public async Task<bool> IsDrivenAsync(Guid executionId, string? undrivenBy)
    {
        var owner = (await executions.GetAsync(executionId))?.Summary.Owner;
        return owner == Owner ? Driven.Contains(executionId)
            : owner is not null && owner != undrivenBy && living.Owners().Contains(owner);
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
