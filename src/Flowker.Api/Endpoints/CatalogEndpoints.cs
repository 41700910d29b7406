using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Catalog;

namespace Flowker.Api.Endpoints;

/// <summary>The catalog. Lists leave the schemas out. Source: <c>spec/reference-api.md</c>, 5.6.</summary>
internal static class CatalogEndpoints
{
    private const string ExecutorText = "The executor's id in the catalog.";
    private const string ProviderText = "The provider's id in the catalog.";
    private const string TemplateText = "The template's id in the catalog.";

    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        var catalog = routes.MapGroup("/v1/catalog").WithTags("Catalog API");
        MapExecutors(catalog);
        MapTriggers(catalog);
        MapProviders(catalog);
        MapTemplates(catalog);
    }

    private static void MapExecutors(RouteGroupBuilder catalog)
    {
        catalog.MapRead("/executors", async (IGrainFactory grains) =>
                ApiJson.Ok((await Grain(grains).ListExecutorsAsync()).Select(e => ExecutorResponse.Of(e, null))))
            .Needs(Roles.Viewer)
            .Describes("listCatalogExecutors", "List Catalog Executors", "By id, without their schemas.")
            .Gives<IReadOnlyList<ExecutorResponse>>().TakesNoOtherQuery();
        catalog.MapRead("/executors/{id}", async (string id, IGrainFactory grains) =>
                Shown(await Grain(grains).GetExecutorAsync(id), e => ExecutorResponse.Of(e, e.Schema)))
            .Needs(Roles.Viewer)
            .Describes("getCatalogExecutor", "Retrieve a Catalog Executor", "With its JSON Schema, as a text.")
            .Named("id", ExecutorText).Gives<ExecutorResponse>().Refuses("FLK-0200");
        catalog.MapPost("/executors/{id}/validate", (string id, HttpContext http, IGrainFactory grains) =>
                ValidateAsync(http, body => Grain(grains).ValidateExecutorConfigAsync(id, body)))
            .Needs(Roles.Viewer)
            .Describes("validateExecutorConfig", "Validate an Executor Config", "Whether a config fits the executor's schema. Changes nothing.")
            .Named("id", ExecutorText).Takes<ExecutorConfigInput>().Gives<ValidResponse>().Refuses("FLK-0200", "FLK-0201");
    }

    private static void MapTriggers(RouteGroupBuilder catalog)
    {
        catalog.MapRead("/triggers", async (IGrainFactory grains) =>
                ApiJson.Ok((await Grain(grains).ListTriggersAsync()).Select(t => new TriggerResponse(t.Id, t.Name, t.Version, null))))
            .Needs(Roles.Viewer)
            .Describes("listCatalogTriggers", "List Catalog Triggers", "By id, without their schemas.")
            .Gives<IReadOnlyList<TriggerResponse>>().TakesNoOtherQuery();
        catalog.MapRead("/triggers/{id}", async (string id, IGrainFactory grains) =>
                Shown(await Grain(grains).GetTriggerAsync(id), t => new TriggerResponse(t.Id, t.Name, t.Version, t.Schema)))
            .Needs(Roles.Viewer)
            .Describes("getCatalogTrigger", "Retrieve a Catalog Trigger", "With its JSON Schema, as a text.")
            .Named("id", "The trigger's id in the catalog.").Gives<TriggerResponse>().Refuses("FLK-0210");
    }

    private static void MapProviders(RouteGroupBuilder catalog)
    {
        catalog.MapRead("/providers", async (IGrainFactory grains) =>
                ApiJson.Ok((await Grain(grains).ListProvidersAsync()).Select(p => new ProviderResponse(p.Id, p.Name, p.Description, p.Version, null))))
            .Needs(Roles.Viewer)
            .Describes("listCatalogProviders", "List Catalog Providers", "By id, without their schemas.")
            .Gives<IReadOnlyList<ProviderResponse>>().TakesNoOtherQuery();
        catalog.MapRead("/providers/{id}", async (string id, IGrainFactory grains) =>
                Shown(await Grain(grains).GetProviderAsync(id), p => new ProviderResponse(p.Id, p.Name, p.Description, p.Version, p.ConfigSchema)))
            .Needs(Roles.Viewer)
            .Describes("getCatalogProvider", "Retrieve a Catalog Provider", "With the JSON Schema of its config, as a text.")
            .Named("id", ProviderText).Gives<ProviderResponse>().Refuses("FLK-0230");
        catalog.MapRead("/providers/{id}/executors", async (string id, IGrainFactory grains) =>
                Shown(await Grain(grains).ListProviderExecutorsAsync(id), list => list.Select(e => ExecutorResponse.Of(e, null))))
            .Needs(Roles.Viewer)
            .Describes("listCatalogProviderExecutors", "List the Executors of a Catalog Provider", "By id, without their schemas.")
            .Named("id", ProviderText).Gives<IReadOnlyList<ExecutorResponse>>().TakesNoOtherQuery().Refuses("FLK-0230");
    }

    private static void MapTemplates(RouteGroupBuilder catalog)
    {
        catalog.MapRead("/templates", async (IGrainFactory grains) =>
                ApiJson.Ok((await Grain(grains).ListTemplatesAsync()).Select(t => TemplateResponse.Of(t, null))))
            .Needs(Roles.Viewer)
            .Describes("listCatalogTemplates", "List Catalog Templates", "By id, without their schemas.")
            .Gives<IReadOnlyList<TemplateResponse>>().TakesNoOtherQuery();
        catalog.MapRead("/templates/{id}", async (string id, IGrainFactory grains) =>
                Shown(await Grain(grains).GetTemplateAsync(id), t => TemplateResponse.Of(t, t.ParamSchema)))
            .Needs(Roles.Viewer)
            .Describes("getCatalogTemplate", "Retrieve a Catalog Template", "With the JSON Schema of its parameters, as a text; it names the provider configurations to choose from.")
            .Named("id", TemplateText).Gives<TemplateResponse>().Refuses("FLK-0240");
        catalog.MapPost("/templates/{id}/validate", (string id, HttpContext http, IGrainFactory grains) =>
                ValidateAsync(http, body => Grain(grains).ValidateTemplateAsync(id, body)))
            .Needs(Roles.Viewer)
            .Describes("validateTemplateParams", "Validate the Parameters of a Template", "Whether they fit the template. Changes nothing.")
            .Named("id", TemplateText).Takes<TemplateParamsInput>().Gives<ValidResponse>().Refuses("FLK-0240", "FLK-0242");
    }

    // What is not in the catalog is told before a bad body.
    private static async Task<IResult> ValidateAsync(HttpContext http, Func<Json, Task<Reply<Done>>> validate)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        if (refusal is { Early: true })
        {
            return refusal.Answer;
        }

        var reply = await validate(new Json(body ?? []));
        return reply.Ok ? ApiJson.Ok(new ValidResponse(true))
            : refusal is not null && reply.Fault.Code == ErrorRegistry.BadBody ? refusal.Answer
            : ErrorResults.Error(reply.Fault);
    }

    private static ICatalogGrain Grain(IGrainFactory grains) => grains.GetGrain<ICatalogGrain>(0);

    private static IResult Shown<TView, TResponse>(Reply<TView> reply, Func<TView, TResponse> response) =>
        reply.Ok ? ApiJson.Ok(response(reply.Value)) : ErrorResults.Error(reply.Fault);

    [SchemaName("CatalogExecutorOutput")]
    private sealed record ExecutorResponse(string Id, string Name, string Category, string Version, string ProviderId, string? Schema)
    {
        public static ExecutorResponse Of(CatalogExecutor e, string? schema) => new(e.Id, e.Name, e.Category, e.Version, e.ProviderId, schema);
    }

    [SchemaName("CatalogTriggerOutput")]
    private sealed record TriggerResponse(string Id, string Name, string Version, string? Schema);

    [SchemaName("CatalogProviderOutput")]
    private sealed record ProviderResponse(string Id, string Name, string Description, string Version, string? ConfigSchema);

    [SchemaName("CatalogTemplateOutput")]
    private sealed record TemplateResponse(string Id, string Name, string Description, string Version, string Category, string? ParamSchema)
    {
        public static TemplateResponse Of(CatalogTemplate t, string? schema) => new(t.Id, t.Name, t.Description, t.Version, t.Category, schema);
    }

    [SchemaName("ValidOutput")]
    private sealed record ValidResponse(bool Valid);
}
