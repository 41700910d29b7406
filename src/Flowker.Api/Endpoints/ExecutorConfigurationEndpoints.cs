using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Executors;

namespace Flowker.Api.Endpoints;

/// <summary>Executor configurations. Source: <c>spec/reference-api.md</c>, 5.5 and 6.3.</summary>
internal static class ExecutorConfigurationEndpoints
{
    private const string IdText = "Unique identifier of the executor configuration.";

    private static readonly string[] FieldFaults =
    [
        "FLK-0260", "FLK-0261", "FLK-0262", "FLK-0263", "FLK-0264", "FLK-0265", "FLK-0267", "FLK-0268", "FLK-0269", "FLK-0270", "FLK-0271",
        "FLK-0272", "FLK-0273",
    ];

    public static void MapExecutorConfigurations(this IEndpointRouteBuilder routes)
    {
        var executors = routes.MapGroup("/v1/executors").WithTags("Executor Configurations API");
        MapConfigurations(executors);
        MapLife(executors);
    }

    private static void MapConfigurations(RouteGroupBuilder executors)
    {
        executors.MapPost("", CreateAsync)
            .Needs(Roles.Editor)
            .Describes("createExecutorConfiguration", "Create an Executor Configuration", "Secrets in it are never shown again.")
            .Takes<ExecutorConfigurationInput>().Gives<ExecutorCreatedResponse>(201).Refuses([.. FieldFaults, "FLK-0251"]);
        executors.MapRead("", ListAsync)
            .Needs(Roles.Viewer)
            .Describes("listExecutorConfigurations", "List Executor Configurations", "Newest first, unless asked otherwise.")
            .Query("status", "Only those with this status.", "unconfigured", "configured", "tested", "active", "disabled")
            .Pages("createdAt", "updatedAt", "name")
            .Gives<PageResponse<ExecutorConfigurationResponse>>().Refuses("FLK-0304");
        executors.MapRead("/{id}", ReadAsync)
            .Needs(Roles.Viewer)
            .Describes("getExecutorConfiguration", "Retrieve an Executor Configuration", "Secrets are masked wholly.")
            .Id("id", IdText).Gives<ExecutorConfigurationResponse>().Refuses("FLK-0250");
        executors.MapPatch("/{id}", ReplaceAsync)
            .Needs(Roles.Editor)
            .Describes("updateExecutorConfiguration", "Update an Executor Configuration", "Replaces all of it, but metadata, which is merged.")
            .Id("id", IdText).IfMatch().Takes<ExecutorConfigurationInput>().Gives<ExecutorConfigurationResponse>()
            .Refuses([.. FieldFaults, "FLK-0250", "FLK-0251", "FLK-0252", "FLK-0342"]);
        executors.MapDelete("/{id}", DeleteAsync)
            .Needs(Roles.Editor)
            .Describes("deleteExecutorConfiguration", "Delete an Executor Configuration", "Neither when active nor when tested.")
            .Id("id", IdText).IfMatch().GivesNothing().Refuses("FLK-0250", "FLK-0252");
    }

    private static void MapLife(RouteGroupBuilder executors)
    {
        executors.MapPost("/{id}/test", TestAsync)
            .Needs(Roles.Operator)
            .Describes("testExecutorConfiguration", "Test an Executor Configuration", "Calls its base URL in three stages. 200 also when the tests fail.")
            .Id("id", IdText).Gives<ExecutorTestResponse>().Refuses("FLK-0250", "FLK-0252", "FLK-0340", "FLK-0341", "FLK-0350");
        executors.MapPost("/{id}/activate", (string id, HttpContext http, IGrainFactory grains) =>
                MoveAsync(id, http, grains, (executor, ifMatch, caller) => executor.ActivateAsync(ifMatch, caller)))
            .Needs(Roles.Operator)
            .Describes("activateExecutorConfiguration", "Activate an Executor Configuration", "From tested.")
            .Id("id", IdText).IfMatch().Gives<ExecutorConfigurationResponse>().Refuses("FLK-0250", "FLK-0252");
        executors.MapPost("/{id}/disable", (string id, HttpContext http, IGrainFactory grains) =>
                MoveAsync(id, http, grains, (executor, ifMatch, caller) => executor.DisableAsync(ifMatch, caller)))
            .Needs(Roles.Operator)
            .Describes("disableExecutorConfiguration", "Disable an Executor Configuration", "From active.")
            .Id("id", IdText).IfMatch().Gives<ExecutorConfigurationResponse>().Refuses("FLK-0250", "FLK-0252");
        executors.MapPost("/{id}/enable", (string id, HttpContext http, IGrainFactory grains) =>
                MoveAsync(id, http, grains, (executor, ifMatch, caller) => executor.EnableAsync(ifMatch, caller)))
            .Needs(Roles.Operator)
            .Describes("enableExecutorConfiguration", "Enable an Executor Configuration", "From disabled.")
            .Id("id", IdText).IfMatch().Gives<ExecutorConfigurationResponse>().Refuses("FLK-0250", "FLK-0252");
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
        var (request, refusal) = ListQuery.Workflows(http.Request.Query);
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
