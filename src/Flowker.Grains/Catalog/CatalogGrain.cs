using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Catalog;
using Orleans.Concurrency;

namespace Flowker.Grains.Catalog;

/// <summary>Shows the catalog that the silo was put together with.</summary>
[GrainType("flowker.catalog")]
[StatelessWorker]
internal sealed class CatalogGrain(ProviderCatalog catalog) : Grain, ICatalogGrain
{
    private static readonly JsonElement EmptyObject = JsonText.Parse("{}");

    public Task<ImmutableArray<CatalogExecutor>> ListExecutorsAsync() => Task.FromResult(View(catalog.Executors));

    public Task<Reply<CatalogExecutor>> GetExecutorAsync(string id) => Task.FromResult<Reply<CatalogExecutor>>(
        catalog.Executor(id) is { } executor ? View(executor) : Unknown("FLK-0200", "executor", id));

    public Task<ImmutableArray<CatalogTrigger>> ListTriggersAsync() =>
        Task.FromResult(ImmutableArray.CreateRange(catalog.Triggers, View));

    public Task<Reply<CatalogTrigger>> GetTriggerAsync(string id) => Task.FromResult<Reply<CatalogTrigger>>(
        catalog.Trigger(id) is { } trigger ? View(trigger) : Unknown("FLK-0210", "trigger", id));

    public Task<ImmutableArray<CatalogProvider>> ListProvidersAsync() =>
        Task.FromResult(ImmutableArray.CreateRange(catalog.Providers, View));

    public Task<Reply<CatalogProvider>> GetProviderAsync(string id) => Task.FromResult<Reply<CatalogProvider>>(
        catalog.Provider(id) is { } provider ? View(provider) : Unknown("FLK-0230", "provider", id));

    public Task<Reply<ImmutableArray<CatalogExecutor>>> ListProviderExecutorsAsync(string providerId) =>
        Task.FromResult<Reply<ImmutableArray<CatalogExecutor>>>(
            catalog.Provider(providerId) is null
                ? Unknown("FLK-0230", "provider", providerId)
                : View([.. catalog.Executors.Where(e => e.ProviderId == providerId)]));

    public Task<Reply<Done>> ValidateExecutorConfigAsync(string executorId, Json body) =>
        Task.FromResult(Validate(executorId, body));

    private Reply<Done> Validate(string executorId, Json body)
    {
        if (catalog.Executor(executorId) is not { } executor)
        {
            return Unknown("FLK-0200", "executor", executorId);
        }

        if (!JsonText.TryParse(body.Utf8, out var sent) || sent.ValueKind is not JsonValueKind.Object)
        {
            return Faults.BadBody("The body must be a JSON object.");
        }

        var config = sent.TryGetProperty("config", out var given) && given.ValueKind is not JsonValueKind.Null ? given : EmptyObject;
        if (config.ValueKind is not JsonValueKind.Object)
        {
            return Faults.BadBody("config must be an object.");
        }

        var faults = catalog.ExecutorFaults(executor, config);
        return faults.Count == 0
            ? Done.Instance
            : Faults.Make("FLK-0201", faults[0].Message) with
            {
                Fields = [.. faults.Select(f => new FieldFault($"config{f.At}", f.Message, "FLK-0201"))],
            };
    }

    private static ImmutableArray<CatalogExecutor> View(ImmutableArray<ExecutorDescriptor> executors) =>
        ImmutableArray.CreateRange(executors, View);

    private static CatalogExecutor View(ExecutorDescriptor e) => new(e.Id, e.Name, e.Category, e.Version, e.ProviderId, e.Schema);

    private static CatalogTrigger View(TriggerDescriptor t) => new(t.Id, t.Name, t.Version, t.Schema);

    private static CatalogProvider View(ProviderDescriptor p) => new(p.Id, p.Name, p.Description, p.Version, p.ConfigSchema);

    private static Fault Unknown(string code, string kind, string id) => Faults.Make(code, $"The catalog has no {kind} '{id}'.");
}
