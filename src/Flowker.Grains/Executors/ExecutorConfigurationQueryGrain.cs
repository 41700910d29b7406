using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executors;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Grains.Lists;
using Flowker.Grains.Secrets;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Executors;

/// <summary>Lists of executor configurations, from the table.</summary>
[GrainType("flowker.executor-configuration-query")]
[StatelessWorker]
[Reentrant]
internal sealed class ExecutorConfigurationQueryGrain(IExecutorConfigurationStore configurations, SecretBox secrets)
    : Grain, IExecutorConfigurationQueryGrain
{
    private const string List = "executors";

    public async Task<Reply<Page<ExecutorConfigurationView>>> ListAsync(DefinitionListRequest request) =>
        DefinitionLists.Filter(request, List) is { } filter
            ? await StorageCalls.RunAsync<Page<ExecutorConfigurationView>>(async () => Pages.Of(
                await configurations.ListAsync(filter),
                request.Limit,
                row => row.Body.Length,
                row => ExecutorConfigurationViews.Of(row, secrets),
                last => DefinitionLists.After(request, List, filter, last.Id, last.Name, last.CreatedAt, last.UpdatedAt)))
            : Faults.BadCursor();
}
