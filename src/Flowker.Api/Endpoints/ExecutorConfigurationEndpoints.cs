using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executors;

namespace Flowker.Api.Endpoints;

/// <summary>Executor configurations. Source: <c>spec/reference-api.md</c>, 5.5 and 6.3.</summary>
internal static class ExecutorConfigurationEndpoints
{
    public static void MapExecutorConfigurations(this IEndpointRouteBuilder routes)
    {
        var executors = routes.MapGroup("/v1/executors");
        executors.MapPost("", CreateAsync);
        executors.MapRead("", ListAsync);
        executors.MapRead("/{id}", ReadAsync);
        executors.MapPatch("/{id}", ReplaceAsync);
        executors.MapDelete("/{id}", DeleteAsync);
        executors.MapPost("/{id}/test", TestAsync);
        executors.MapPost("/{id}/activate", (string id, HttpContext http, IGrainFactory grains) =>
            MoveAsync(id, http, grains, (executor, ifMatch, caller) => executor.ActivateAsync(ifMatch, caller)));
        executors.MapPost("/{id}/disable", (string id, HttpContext http, IGrainFactory grains) =>
            MoveAsync(id, http, grains, (executor, ifMatch, caller) => executor.DisableAsync(ifMatch, caller)));
        executors.MapPost("/{id}/enable", (string id, HttpContext http, IGrainFactory grains) =>
            MoveAsync(id, http, grains, (executor, ifMatch, caller) => executor.EnableAsync(ifMatch, caller)));
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        if (body is null)
        {
            return refusal!.Answer;
        }

        var created = await grains.GetGrain<IExecutorConfigurationGrain>(Guid.NewGuid()).CreateAsync(new Json(body), http.Caller());
        if (!created.Ok)
        {
            return ErrorResults.Error(created.Fault);
        }

        http.Response.SetVersion(created.Value.Version);
        return ApiJson.Created(
            $"/v1/executors/{created.Value.Id}",
            new ExecutorCreatedResponse(created.Value.Id, created.Value.Name, created.Value.Status, created.Value.CreatedAt.UtcDateTime));
    }

    private static async Task<IResult> ListAsync(HttpContext http, IGrainFactory grains)
    {
        var (request, refusal) = ListQuery.Executors(http.Request.Query);
        if (request is null)
        {
            return refusal!;
        }

        var page = await grains.GetGrain<IExecutorConfigurationQueryGrain>(0).ListAsync(request);
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, ExecutorConfigurationResponse.Of)) : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext http, IGrainFactory grains) =>
        RequestReading.TryId(id, out var executor)
            ? Shown(http, await grains.GetGrain<IExecutorConfigurationGrain>(executor).GetAsync())
            : RequestReading.BadId(id);

    // A full replacement, whatever the method's name says. Source: spec/reference-api.md, 5.5.
    private static async Task<IResult> ReplaceAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var executor))
        {
            return RequestReading.BadId(id);
        }

        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        return body is null
            ? refusal!.Answer
            : Shown(http, await grains.GetGrain<IExecutorConfigurationGrain>(executor).ReplaceAsync(
                new Json(body), EntityTags.IfMatch(http.Request), http.Caller()));
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var executor))
        {
            return RequestReading.BadId(id);
        }

        var deleted = await grains.GetGrain<IExecutorConfigurationGrain>(executor).DeleteAsync(EntityTags.IfMatch(http.Request), http.Caller());
        return deleted.Ok ? Results.NoContent() : ErrorResults.Error(deleted.Fault);
    }

    private static async Task<IResult> TestAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var executor))
        {
            return RequestReading.BadId(id);
        }

        var tested = await grains.GetGrain<IExecutorConfigurationGrain>(executor).TestAsync(http.Caller());
        return tested.Ok ? ApiJson.Ok(ExecutorTestResponse.Of(tested.Value)) : ErrorResults.Error(tested.Fault);
    }

    private static async Task<IResult> MoveAsync(
        string id,
        HttpContext http,
        IGrainFactory grains,
        Func<IExecutorConfigurationGrain, int?, Caller, Task<Reply<ExecutorConfigurationView>>> move) =>
        RequestReading.TryId(id, out var executor)
            ? Shown(http, await move(grains.GetGrain<IExecutorConfigurationGrain>(executor), EntityTags.IfMatch(http.Request), http.Caller()))
            : RequestReading.BadId(id);

    private static IResult Shown(HttpContext http, Reply<ExecutorConfigurationView> reply)
    {
        if (!reply.Ok)
        {
            return ErrorResults.Error(reply.Fault);
        }

        http.Response.SetVersion(reply.Value.Version);
        return ApiJson.Ok(ExecutorConfigurationResponse.Of(reply.Value));
    }
}
