using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Api.Endpoints;

/// <summary>Workflows. Source: <c>spec/reference-api.md</c>, 5.1.</summary>
internal static class WorkflowEndpoints
{
    public static void MapWorkflows(this IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/v1/workflows");
        workflows.MapPost("", CreateAsync);
        workflows.MapPost("/from-template", FromTemplateAsync);
        workflows.MapRead("", ListAsync);
        workflows.MapRead("/{id}", (string id, HttpContext http, IGrainFactory grains) => ReadAsync(id, http, grains));
        workflows.MapPut("/{id}", ReplaceAsync);
        workflows.MapDelete("/{id}", DeleteAsync);
        workflows.MapPost("/{id}/clone", CloneAsync);
        workflows.MapPost("/{id}/activate", (string id, HttpContext http, IGrainFactory grains) =>
            ChangeAsync(id, http, grains, (workflow, ifMatch, caller) => workflow.ActivateAsync(ifMatch, caller)));
        workflows.MapPost("/{id}/deactivate", (string id, HttpContext http, IGrainFactory grains) =>
            ChangeAsync(id, http, grains, (workflow, ifMatch, caller) => workflow.DeactivateAsync(ifMatch, caller)));
        workflows.MapPost("/{id}/draft", (string id, HttpContext http, IGrainFactory grains) =>
            ChangeAsync(id, http, grains, (workflow, ifMatch, caller) => workflow.MoveToDraftAsync(ifMatch, caller)));
        workflows.MapPost("/{id}/validate", ValidateAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        return body is null
            ? refusal!.Answer
            : Created(http, await grains.GetGrain<IWorkflowGrain>(Guid.NewGuid()).CreateAsync(new Json(body), http.Caller()));
    }

    private static async Task<IResult> FromTemplateAsync(HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        return body is null
            ? refusal!.Answer
            : Created(http, await grains.GetGrain<IWorkflowGrain>(Guid.NewGuid()).CreateFromTemplateAsync(new Json(body), http.Caller()));
    }

    private static async Task<IResult> ListAsync(HttpContext http, IGrainFactory grains)
    {
        var (request, refusal) = ListQuery.Workflows(http.Request.Query);
        if (request is null)
        {
            return refusal!;
        }

        var page = await grains.GetGrain<IWorkflowQueryGrain>(0).ListAsync(request);
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, WorkflowResponse.Of)) : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext http, IGrainFactory grains) =>
        RequestReading.TryId(id, out var workflow)
            ? Shown(http, await grains.GetGrain<IWorkflowGrain>(workflow).GetAsync())
            : RequestReading.BadId(id);

    private static async Task<IResult> ReplaceAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var workflow))
        {
            return RequestReading.BadId(id);
        }

        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        return body is null
            ? refusal!.Answer
            : Shown(http, await grains.GetGrain<IWorkflowGrain>(workflow).ReplaceAsync(
                new Json(body), EntityTags.IfMatch(http.Request), http.Caller()));
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var workflow))
        {
            return RequestReading.BadId(id);
        }

        var reply = await grains.GetGrain<IWorkflowGrain>(workflow).DeleteAsync(EntityTags.IfMatch(http.Request), http.Caller());
        return reply.Ok ? Results.NoContent() : ErrorResults.Error(reply.Fault);
    }

    private static async Task<IResult> CloneAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var workflow))
        {
            return RequestReading.BadId(id);
        }

        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        return body is null
            ? refusal!.Answer
            : Created(http, await grains.GetGrain<IWorkflowGrain>(workflow).CloneAsync(new Json(body), http.Caller()));
    }

    private static async Task<IResult> ChangeAsync(
        string id, HttpContext http, IGrainFactory grains, Func<IWorkflowGrain, int?, Caller, Task<Reply<WorkflowView>>> change) =>
        RequestReading.TryId(id, out var workflow)
            ? Shown(http, await change(grains.GetGrain<IWorkflowGrain>(workflow), EntityTags.IfMatch(http.Request), http.Caller()))
            : RequestReading.BadId(id);

    private static async Task<IResult> ValidateAsync(string id, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var workflow))
        {
            return RequestReading.BadId(id);
        }

        var report = await grains.GetGrain<IWorkflowGrain>(workflow).ValidateAsync();
        return report.Ok ? ApiJson.Ok(ValidationResponse.Of(report.Value)) : ErrorResults.Error(report.Fault);
    }

    private static IResult Created(HttpContext http, Reply<WorkflowView> reply)
    {
        if (!reply.Ok)
        {
            return ErrorResults.Error(reply.Fault);
        }

        http.Response.SetVersion(reply.Value.Version);
        return ApiJson.Created(
            $"/v1/workflows/{reply.Value.Id}",
            new WorkflowCreatedResponse(reply.Value.Id, "1.0.0", reply.Value.Status, reply.Value.CreatedAt.UtcDateTime));
    }

    private static IResult Shown(HttpContext http, Reply<WorkflowView> reply)
    {
        if (!reply.Ok)
        {
            return ErrorResults.Error(reply.Fault);
        }

        http.Response.SetVersion(reply.Value.Version);
        return ApiJson.Ok(WorkflowResponse.Of(reply.Value));
    }
}
