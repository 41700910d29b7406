using Flowker.Storage.Journal;

namespace Flowker.Grains.Executions;

/// <summary>What every execution of a silo shares.</summary>
internal sealed class ExecutionServices(
    IJournal journal, PlanCache plans, ProviderCalls calls, DrivenExecutions driven, TimeProvider time, ILocalSiloDetails silo)
{
    public IJournal Journal { get; } = journal;

    public PlanCache Plans { get; } = plans;

    public ProviderCalls Calls { get; } = calls;

    public DrivenExecutions Driven { get; } = driven;

    public TimeProvider Time { get; } = time;

    /// <summary>How this silo is named as the owner of executions; another after each start of the process.</summary>
    public string Owner { get; } = silo.SiloAddress.ToParsableString();

    /// <summary>Now, as precise as the storage keeps it, so that what was answered is what is read back.</summary>
    public DateTimeOffset Now()
    {
        var now = Time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
