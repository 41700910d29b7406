using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Catalog;

namespace Flowker.Api.Endpoints;

/// <summary>The catalog. Lists leave the schemas out. Source: <c>spec/reference-api.md</c>, 5.6.</summary>
internal static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        var catalog = routes.MapGroup("/v1/catalog");
        catalog.MapRead("/executors", async (IGrainFactory grains) =>
            ApiJson.Ok((await Grain(grains).ListExecutorsAsync()).Select(e => ExecutorResponse.Of(e, null))));
        catalog.MapRead("/executors/{id}", async (string id, IGrainFactory grains) =>
            Shown(await Grain(grains).GetExecutorAsync(id), e => ExecutorResponse.Of(e, e.Schema)));
        catalog.MapPost("/executors/{id}/validate", (string id, HttpContext http, IGrainFactory grains) =>
            ValidateAsync(http, body => Grain(grains).ValidateExecutorConfigAsync(id, body)));
        catalog.MapRead("/triggers", async (IGrainFactory grains) =>
            ApiJson.Ok((await Grain(grains).ListTriggersAsync()).Select(t => new TriggerResponse(t.Id, t.Name, t.Version, null))));
        catalog.MapRead("/triggers/{id}", async (string id, IGrainFactory grains) =>
            Shown(await Grain(grains).GetTriggerAsync(id), t => new TriggerResponse(t.Id, t.Name, t.Version, t.Schema)));
        catalog.MapRead("/providers", async (IGrainFactory grains) =>
            ApiJson.Ok((await Grain(grains).ListProvidersAsync()).Select(p => new ProviderResponse(p.Id, p.Name, p.Description, p.Version, null))));
        catalog.MapRead("/providers/{id}", async (string id, IGrainFactory grains) =>
            Shown(await Grain(grains).GetProviderAsync(id), p => new ProviderResponse(p.Id, p.Name, p.Description, p.Version, p.ConfigSchema)));
        catalog.MapRead("/providers/{id}/executors", async (string id, IGrainFactory grains) =>
            Shown(await Grain(grains).ListProviderExecutorsAsync(id), list => list.Select(e => ExecutorResponse.Of(e, null))));
        catalog.MapRead("/templates", async (IGrainFactory grains) =>
            ApiJson.Ok((await Grain(grains).ListTemplatesAsync()).Select(t => TemplateResponse.Of(t, null))));
        catalog.MapRead("/templates/{id}", async (string id, IGrainFactory grains) =>
            Shown(await Grain(grains).GetTemplateAsync(id), t => TemplateResponse.Of(t, t.ParamSchema)));
        catalog.MapPost("/templates/{id}/validate", (string id, HttpContext http, IGrainFactory grains) =>
            ValidateAsync(http, body => Grain(grains).ValidateTemplateAsync(id, body)));
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
        return reply.Ok ? ApiJson.Ok(new ValidResponse(true)) : ErrorResults.Error(reply.Fault);
    }

    private static ICatalogGrain Grain(IGrainFactory grains) => grains.GetGrain<ICatalogGrain>(0);

    private static IResult Shown<TView, TResponse>(Reply<TView> reply, Func<TView, TResponse> response) =>
        reply.Ok ? ApiJson.Ok(response(reply.Value)) : ErrorResults.Error(reply.Fault);

    private sealed record ExecutorResponse(string Id, string Name, string Category, string Version, string ProviderId, string? Schema)
    {
        public static ExecutorResponse Of(CatalogExecutor e, string? schema) => new(e.Id, e.Name, e.Category, e.Version, e.ProviderId, schema);
    }

    private sealed record TriggerResponse(string Id, string Name, string Version, string? Schema);

    private sealed record ProviderResponse(string Id, string Name, string Description, string Version, string? ConfigSchema);

    private sealed record TemplateResponse(string Id, string Name, string Description, string Version, string Category, string? ParamSchema)
    {
        public static TemplateResponse Of(CatalogTemplate t, string? schema) => new(t.Id, t.Name, t.Description, t.Version, t.Category, schema);
    }

    private sealed record ValidResponse(bool Valid);
}
