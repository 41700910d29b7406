using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Lists;
using Flowker.Storage.Access;
using Orleans.Concurrency;

namespace Flowker.Grains.Access;

/// <summary>Lists of API keys, from the table.</summary>
[GrainType("flowker.api-key-query")]
[StatelessWorker]
[Reentrant]
internal sealed class ApiKeyQueryGrain(IApiKeyStore keys) : Grain, IApiKeyQueryGrain
{
    private const string Filters = "api-keys";

    public async Task<Reply<Page<ApiKeyView>>> ListAsync(int limit, string? cursor) =>
        ListCursor.TryRead(cursor, Filters, out var after)
            ? await StorageCalls.RunAsync<Page<ApiKeyView>>(async () => Pages.Of(
                await keys.ListAsync(Tenants.Default, after?.Time, after?.Id, limit + 1),
                limit,
                ApiKeyGrain.View,
                last => new ListCursor { Id = last.Id, Time = last.CreatedAt, SortBy = "createdAt", Ascending = false, Filters = Filters }))
            : Faults.BadCursor();
}
