using Flowker.Engine.Catalog;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Grains.Lists;
using Flowker.Grains.Secrets;
using Flowker.Storage;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Providers;

/// <summary>Lists of provider configurations, from the table.</summary>
[GrainType("flowker.provider-configuration-query")]
[StatelessWorker]
[Reentrant]
internal sealed class ProviderConfigurationQueryGrain(IDefinitionStore definitions, ProviderCatalog catalog, SecretBox secrets)
    : Grain, IProviderConfigurationQueryGrain
{
    private const string List = "provider-configurations";

    public async Task<Reply<Page<ProviderConfigurationView>>> ListAsync(DefinitionListRequest request)
    {
        if (DefinitionLists.Filter(request, List) is not { } filter)
        {
            return Faults.BadCursor();
        }

        try
        {
            return Pages.Of(
                await definitions.ListProviderConfigurationsAsync(filter),
                request.Limit,
                row => row.Config.Length + row.Metadata.Length,
                row => ProviderConfigurationViews.Of(row, secrets, catalog),
                last => DefinitionLists.After(request, List, filter, last.Id, last.Name, last.CreatedAt, last.UpdatedAt));
        }
        catch (StorageUnavailableException failure)
        {
            return Faults.Of(failure);
        }
    }
}
