using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Catalog;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Catalog;

/// <summary>Shows the catalog that the silo was put together with.</summary>
[GrainType("flowker.catalog")]
[StatelessWorker]
internal sealed class CatalogGrain(ProviderCatalog catalog, IDefinitionStore definitions) : Grain, ICatalogGrain
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

    public Task<Reply<Done>> ValidateExecutorConfigAsync(string executorId, Json body) => Task.FromResult(
        catalog.Executor(executorId) is { } executor
            ? Validate(body, "config", config => catalog.ExecutorFaults(executor, config), "FLK-0201")
            : Unknown("FLK-0200", "executor", executorId));

    public Task<ImmutableArray<CatalogTemplate>> ListTemplatesAsync() =>
        Task.FromResult(ImmutableArray.CreateRange(catalog.Templates, t => View(t, t.ParamSchema)));

    public async Task<Reply<CatalogTemplate>> GetTemplateAsync(string id) => catalog.Template(id) is { } template
        ? View(template, await TemplateSchemas.WithChoicesAsync(template, definitions))
        : Faults.TemplateNotFound(id);

    public Task<Reply<Done>> ValidateTemplateAsync(string templateId, Json body) => Task.FromResult(
        catalog.Template(templateId) is { } template
            ? Validate(body, "params", parameters => catalog.TemplateFaults(template, parameters), "FLK-0242")
            : Faults.TemplateNotFound(templateId));

    // A missing member is an empty object. Source: spec/reference-api.md, 5.6.
    private static Reply<Done> Validate(Json body, string member, Func<JsonElement, IReadOnlyList<SchemaFault>> check, string code)
    {
        if (!JsonText.TryParse(body.Utf8, out var sent) || sent.ValueKind is not JsonValueKind.Object)
        {
            return Faults.BadBody("The body must be a JSON object.");
        }

        var value = sent.TryGetProperty(member, out var given) && given.ValueKind is not JsonValueKind.Null ? given : EmptyObject;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return Faults.BadBody($"{member} must be an object.");
        }

        var faults = check(value);
        return faults.Count == 0 ? Done.Instance : Faults.OfSchema(code, member, faults);
    }

    private static ImmutableArray<CatalogExecutor> View(ImmutableArray<ExecutorDescriptor> executors) =>
        ImmutableArray.CreateRange(executors, View);

    private static CatalogExecutor View(ExecutorDescriptor e) => new(e.Id, e.Name, e.Category, e.Version, e.ProviderId, e.Schema);

    private static CatalogTrigger View(TriggerDescriptor t) => new(t.Id, t.Name, t.Version, t.Schema);

    private static CatalogProvider View(ProviderDescriptor p) => new(p.Id, p.Name, p.Description, p.Version, p.ConfigSchema);

    private static CatalogTemplate View(WorkflowTemplate t, string schema) => new(t.Id, t.Name, t.Description, t.Version, t.Category, schema);

    private static Fault Unknown(string code, string kind, string id) => Faults.Make(code, $"The catalog has no {kind} '{id}'.");
}
