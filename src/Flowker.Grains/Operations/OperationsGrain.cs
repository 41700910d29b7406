using Flowker.Grains.Features;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Operations;
using Flowker.Grains.Recovery;
using Flowker.Storage;
using Flowker.Storage.Queries;
using Orleans.Concurrency;

namespace Flowker.Grains.Operations;

/// <summary>Looks at the database with the eyes of whichever silo is asked.</summary>
[GrainType("flowker.operations")]
[StatelessWorker]
[Reentrant]
internal sealed class OperationsGrain(FlowkerDatabase database, IExecutionQueries executions, LivingSilos living, FeatureSwitch features, TimeProvider time)
    : Grain, IOperationsGrain
{
    public Task<bool> PingAsync() => database.CanWriteAsync();

    public async Task<Reply<InvariantReport>> CheckInvariantsAsync()
    {
        try
        {
            var silos = living.Owners();
            var found = await executions.FindAbandonedAsync(living.Holders(), InvariantReport.MaxListed);
            return new InvariantReport
            {
                Silos = [.. silos.Order(StringComparer.Ordinal)],
                OpenExecutions = found.Open,
                Abandoned = found.Abandoned,
                Executions =
                [
                    .. found.Oldest.Select(row => new AbandonedExecution
                    {
                        ExecutionId = row.ExecutionId,
                        WorkflowId = row.WorkflowId,
                        StartedAt = row.StartedAt,
                        Owner = row.Summary.Owner,
                    }),
                ],
                CheckedAt = time.GetUtcNow(),
            };
        }
        catch (StorageUnavailableException failure)
        {
            return Faults.Of(failure);
        }
    }

    public Task<Reply<FeatureList>> ListFeaturesAsync() => StorageCalls.RunAsync<FeatureList>(async () =>
        new FeatureList { Features = [.. await ViewsAsync()] });

    public Task<Reply<FeatureView>> SwitchOnFeatureAsync(string name, Caller caller) => StorageCalls.RunAsync<FeatureView>(async () =>
        await features.SwitchOnAsync(name, living.Owners(), caller, CancellationToken.None)
            ? (await ViewsAsync()).First(f => f.Name == name)
            : Faults.NotAllSilosKnow());

    private async Task<IEnumerable<FeatureView>> ViewsAsync() =>
        (await features.ListAsync(living.Owners(), CancellationToken.None)).Select(f => new FeatureView
        {
            Name = f.Name,
            SwitchedOnAt = f.On?.SwitchedOnAt,
            SwitchedOnBy = f.On?.SwitchedOnBy,
            LackedBy = [.. f.LackedBy],
        });
}
