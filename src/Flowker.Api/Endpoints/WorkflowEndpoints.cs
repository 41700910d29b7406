using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Api.Endpoints;

/// <summary>Workflows. Source: <c>spec/reference-api.md</c>, 5.1.</summary>
internal static class WorkflowEndpoints
{
    private const string IdText = "Unique identifier of the workflow.";

    private static readonly string[] DraftFaults =
    [
        "FLK-0104", "FLK-0110", "FLK-0111", "FLK-0113", "FLK-0114", "FLK-0115", "FLK-0120", "FLK-0121", "FLK-0130", "FLK-0131",
        "FLK-0132", "FLK-0140", "FLK-0141", "FLK-0142", "FLK-0150", "FLK-0151", "FLK-0302", "WORKFLOW_INVALID_EXECUTOR_CONFIG",
    ];

    private static readonly string[] ActivationFaults =
    [
        "FLK-0105", "FLK-0112", "FLK-0116", "FLK-0143", "FLK-0166", "FLK-0180", "FLK-0181", "FLK-0182", "FLK-0183", "FLK-0184", "FLK-0185",
        "FLK-0186", "FLK-0187", "FLK-0188", "FLK-0211", "FLK-0508",
    ];

    public static void MapWorkflows(this IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/v1/workflows").WithTags("Workflows API");
        MapDefinitions(workflows);
        MapLife(workflows);
    }

    private static void MapDefinitions(RouteGroupBuilder workflows)
    {
        workflows.MapPost("", CreateAsync)
            .Needs(Roles.Editor)
            .Describes("createWorkflow", "Create a Workflow", "Makes a draft.")
            .Takes<WorkflowInput>().Gives<WorkflowCreatedResponse>(201).Refuses([.. DraftFaults, "FLK-0101", "FLK-0211"]);
        workflows.MapPost("/from-template", FromTemplateAsync)
            .Needs(Roles.Editor)
            .Describes("createWorkflowFromTemplate", "Create a Workflow from a Template", "Makes a draft of a template of the catalog and its parameters.")
            .Takes<FromTemplateInput>().Gives<WorkflowCreatedResponse>(201)
            .Refuses([.. DraftFaults, "FLK-0101", "FLK-0240", "FLK-0242"]);
        workflows.MapRead("", ListAsync)
            .Needs(Roles.Viewer)
            .Describes("listWorkflows", "List Workflows", "Newest first, unless asked otherwise. A page ends early when its definitions are large.")
            .Query("status", "Only those with this status.", "draft", "active", "inactive")
            .Query("view", "With summary the items have no description, nodes, edges, metadata and settings.", "full", "summary")
            .Pages("createdAt", "updatedAt", "name")
            .Gives<PageResponse<WorkflowItemResponse>>().Refuses("FLK-0304");
        workflows.MapRead("/{id}", (string id, HttpContext http, IGrainFactory grains) => ReadAsync(id, http, grains))
            .Needs(Roles.Viewer)
            .Describes("getWorkflow", "Retrieve a Workflow", "One workflow with its nodes and edges. Its ETag is its version.")
            .Id("id", IdText).Gives<WorkflowResponse>().Refuses("FLK-0100");
        workflows.MapPut("/{id}", ReplaceAsync)
            .Needs(Roles.Editor)
            .Describes("updateWorkflow", "Update a Workflow", "Replaces a draft's name, description, nodes and edges; metadata is merged, and null removes a key.")
            .Id("id", IdText).IfMatch().Takes<WorkflowInput>().Gives<WorkflowResponse>()
            .Refuses([.. DraftFaults, "FLK-0100", "FLK-0101", "FLK-0103", "FLK-0211"]);
        workflows.MapDelete("/{id}", DeleteAsync)
            .Needs(Roles.Editor)
            .Describes("deleteWorkflow", "Delete a Workflow", "Not while it is active. Its executions stay.")
            .Id("id", IdText).IfMatch().GivesNothing().Refuses("FLK-0100", "FLK-0103");
        workflows.MapPost("/{id}/clone", CloneAsync)
            .Needs(Roles.Editor)
            .Describes("cloneWorkflow", "Clone a Workflow", "Makes a draft with the same nodes and edges under another name.")
            .Id("id", IdText).Takes<CloneInput>().Gives<WorkflowCreatedResponse>(201)
            .Refuses("FLK-0100", "FLK-0101", "FLK-0110", "FLK-0111");
    }

    private static void MapLife(RouteGroupBuilder workflows)
    {
        workflows.MapPost("/{id}/activate", ActivateAsync)
            .Needs(Roles.Editor)
            .Describes("activateWorkflow", "Activate a Workflow", "From draft, when all of it can run. Warnings refuse it only when it is asked to be strict.")
            .Id("id", IdText).Flag("strict", "Whether warnings refuse, too.").IfMatch().Gives<WorkflowResponse>()
            .Refuses([.. DraftFaults, "FLK-0100", "FLK-0102", .. ActivationFaults, "FLK-0172", "FLK-0360"]);
        workflows.MapPost("/{id}/deactivate", (string id, HttpContext http, IGrainFactory grains) =>
                ChangeAsync(id, http, grains, (workflow, ifMatch, caller) => workflow.DeactivateAsync(ifMatch, caller)))
            .Needs(Roles.Editor)
            .Describes("deactivateWorkflow", "Deactivate a Workflow", "From active. Executions that run go on.")
            .Id("id", IdText).IfMatch().Gives<WorkflowResponse>().Refuses("FLK-0100", "FLK-0102");
        workflows.MapPost("/{id}/draft", (string id, HttpContext http, IGrainFactory grains) =>
                ChangeAsync(id, http, grains, (workflow, ifMatch, caller) => workflow.MoveToDraftAsync(ifMatch, caller)))
            .Needs(Roles.Editor)
            .Describes("draftWorkflow", "Move a Workflow to Draft", "From inactive, to be edited again.")
            .Id("id", IdText).IfMatch().Gives<WorkflowResponse>().Refuses("FLK-0100", "FLK-0102");
        workflows.MapPost("/{id}/validate", ValidateAsync)
            .Needs(Roles.Viewer)
            .Describes("validateWorkflow", "Validate a Workflow", "All that activation would refuse or warn of, at once. Changes nothing.")
            .Id("id", IdText).Gives<ValidationResponse>().Refuses("FLK-0100");
        workflows.MapPost("/validate", ValidateBodyAsync)
            .Needs(Roles.Viewer)
            .Describes("validateWorkflowBody", "Validate a Workflow that is not stored", "All that create and activation would refuse or warn of, at once. Stores nothing.")
            .Takes<WorkflowInput>().Gives<ValidationResponse>();
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
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, view => WorkflowItemResponse.Of(view, request.Summary))) : ErrorResults.Error(page.Fault);
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

    private static Task<IResult> ActivateAsync(string id, HttpContext http, IGrainFactory grains) => ListQuery.First(http.Request.Query, "strict") switch
    {
        null or "false" => ChangeAsync(id, http, grains, (workflow, ifMatch, caller) => workflow.ActivateAsync(ifMatch, caller)),
        "true" => ChangeAsync(id, http, grains, (workflow, ifMatch, caller) => workflow.ActivateStrictlyAsync(ifMatch, caller)),
        _ => Task.FromResult(ErrorResults.Error("FLK-0304", "strict must be 'true' or 'false'.")),
    };

    private static async Task<IResult> ValidateBodyAsync(HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        if (body is null)
        {
            return refusal!.Answer;
        }

        var report = await grains.GetGrain<IWorkflowQueryGrain>(0).ValidateAsync(new Json(body));
        return report.Ok ? ApiJson.Ok(ValidationResponse.Of(report.Value)) : ErrorResults.Error(report.Fault);
    }

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
