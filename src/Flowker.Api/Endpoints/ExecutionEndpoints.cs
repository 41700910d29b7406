using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Api.Endpoints;

/// <summary>Executions. Source: <c>spec/reference-api.md</c>, 5.2; <c>spec/execute-workflow.seed.md</c>.</summary>
internal static class ExecutionEndpoints
{
    private const string Tag = "Executions API";
    private const string IdText = "Unique identifier of the execution.";

    /// <summary>What a start takes at most, decompressed: this many bytes pass, one more is refused.</summary>
    private const int StartLimit = 1_048_576;

    public static void MapExecutions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/workflows/{workflowId}/executions", StartAsync)
            .WithTags(Tag)
            .Needs(Roles.Operator)
            .AnswersBriefly()
            .Describes(
                "executeWorkflow",
                "Execute a Workflow",
                "Use this endpoint to start a new workflow execution. The request returns immediately with a `pending` status. Use the Idempotency-Key header to ensure safe retries.")
            .Id("workflowId", "Unique identifier of the workflow.")
            .Header("Idempotency-Key", "Unique idempotency key to ensure safe retries of the same request.", required: true)
            .Takes<ExecuteWorkflowInput>("Request body containing the execution input data.")
            .Gives<StartedResponse>(200, "Indicates that an identical request was already processed. Returns the original execution.")
            .Gives<StartedResponse>(201)
            .Shows(AnswerHeaders.Replayed, 200)
            .Refuses("FLK-0100", "FLK-0301", "FLK-0429", "FLK-0501", "FLK-0506", "FLK-0509", "FLK-0510");
        var executions = routes.MapGroup("/v1/executions").WithTags(Tag);
        executions.MapRead("", ListAsync)
            .Needs(Roles.Viewer)
            .Describes("listExecutions", "List Executions", "Newest first, unless asked otherwise. A cursor carries the sort.")
            .Query("workflowId", "uuid", "Only those of this workflow.")
            .Query("status", "Only those with this status.", "pending", "running", "completed", "failed", "cancelled")
            .Query("startedFrom", "date-time", "Only those that started then or later.")
            .Query("startedTo", "date-time", "Only those that started then or before.")
            .Query("idempotencyKey", "Only the one that this key started.")
            .Query("nodeId", "Only those that failed at this node.")
            .Pages("startedAt", "completedAt")
            .Gives<PageResponse<ExecutionResponse>>().Refuses(ErrorRegistry.BadId, "FLK-0304", "FLK-0309", "FLK-0310");
        executions.MapRead("/by-key/{**key}", ByKeyAsync)
            .Needs(Roles.Viewer)
            .Describes("getExecutionByKey", "Retrieve an Execution by its Key", "The one execution that an Idempotency-Key started.")
            .Named("key", "The Idempotency-Key.").Gives<ExecutionResponse>().Refuses("FLK-0500", "FLK-0509");
        executions.MapRead("/{id}", (string id, IGrainFactory grains) =>
                ReadAsync(id, grains, (query, execution) => query.GetAsync(execution), ExecutionResponse.Of))
            .Needs(Roles.Viewer)
            .Describes("getExecution", "Retrieve an Execution", "How far it has come, and on what it waits.")
            .Id("id", IdText).Gives<ExecutionResponse>().Refuses("FLK-0500");
        executions.MapPost("/{id}/resume", ResumeAsync)
            .Needs(Roles.Operator)
            .Describes("resumeExecution", "Resume an Execution", "Tries one again that was set aside because silos died of it. Any other open one is left as it is.")
            .Id("id", IdText).Takes<ResumeInput>().Gives<CommandResponse>().Refuses("FLK-0350", "FLK-0500", "FLK-0512", "FLK-0553");
        executions.MapRead("/{id}/results", (string id, IGrainFactory grains) =>
                ReadAsync(id, grains, (query, execution) => query.GetResultsAsync(execution), ExecutionResultsResponse.Of))
            .Needs(Roles.Viewer)
            .Describes("getExecutionResults", "Retrieve Execution Results", "What an execution that has ended did and gave.")
            .Id("id", IdText).Gives<ExecutionResultsResponse>().Refuses("FLK-0500", "FLK-0502");
        executions.MapRead("/{id}/steps", (string id, IGrainFactory grains) =>
                ReadAsync(id, grains, (query, execution) => query.GetStepsAsync(execution), ExecutionStepsResponse.Of))
            .Needs(Roles.Viewer)
            .Describes("listExecutionSteps", "List Execution Steps", "The steps that have ended so far, also while it runs.")
            .Id("id", IdText).Gives<ExecutionStepsResponse>().TakesNoOtherQuery().Refuses("FLK-0500");
        executions.MapRead("/{id}/steps/{**nodeId}", (string id, string nodeId, HttpContext http, IGrainFactory grains) =>
                ReadAsync(id, grains, (query, execution) => query.GetStepAsync(execution, NodeId(http, nodeId)), StepDetailResponse.Of))
            .Needs(Roles.Viewer)
            .Describes("getExecutionStep", "Retrieve an Execution Step", "One node with all attempts at its call.")
            .Id("id", IdText).Named("nodeId", "The node's id in the workflow.").Gives<StepDetailResponse>().Refuses("FLK-0500", "FLK-0511");
    }

    private static async Task<IResult> ResumeAsync(string id, HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        if (body is null)
        {
            return refusal!.Answer;
        }

        if (!RequestReading.TryId(id, out var execution))
        {
            return RequestReading.BadId(id);
        }

        var (reason, badReason) = ReasonBody.Read(body);
        if (reason is null)
        {
            return badReason!;
        }

        var resumed = await grains.GetGrain<IExecutionGrain>(execution).TakeUpAsync(reason, http.Caller());
        return resumed.Ok ? ApiJson.Ok(CommandResponse.Of(resumed.Value)) : ErrorResults.Error(resumed.Fault);
    }

    // The order of the checks is observable: size, id, form, key, and only then what the engine knows.
    private static async Task<IResult> StartAsync(string workflowId, HttpContext http, IGrainFactory grains)
    {
        var (bytes, refusal) = await RequestBody.ReadUnparsedAsync(http, StartLimit, "FLK-0506");
        if (refusal is { Early: true })
        {
            return refusal.Answer;
        }

        if (!RequestReading.TryId(workflowId, out var workflow))
        {
            return RequestReading.BadId(workflowId);
        }

        if (bytes is null)
        {
            return refusal!.Answer;
        }

        var (body, badBody) = StartBody.Read(bytes, workflow);
        if (body is null)
        {
            return badBody!;
        }

        var (key, badKey) = RequestReading.IdempotencyKey(http.Request);
        if (key is null)
        {
            return badKey!;
        }

        var start = new StartExecution
        {
            WorkflowId = workflow,
            InputData = body.InputData,
            Fingerprint = body.Fingerprint,
            Caller = http.Caller(),
        };
        var started = await grains.Refer<IIdempotencyGrain>(IdempotencyKey.ToGrainKey(Tenants.Default, key)).StartAsync(start);
        return started.Ok ? Answer(http, started.Value) : ErrorResults.Error(started.Fault);
    }

    /// <summary>201 for an execution that was started now, 200 for one that its key had started before.</summary>
    public static IResult Answer(HttpContext http, StartedExecution started)
    {
        var answer = new StartedResponse(started.ExecutionId, started.WorkflowId, started.Status, started.StartedAt.UtcDateTime);
        if (!started.Replayed)
        {
            return ApiJson.Created($"/v1/executions/{started.ExecutionId}", answer);
        }

        http.Response.Headers["Idempotency-Replayed"] = "true";
        return ApiJson.Ok(answer);
    }

    private static async Task<IResult> ListAsync(HttpContext http, IGrainFactory grains)
    {
        var (request, refusal) = ExecutionListQuery.Read(http.Request.Query);
        if (request is null)
        {
            return refusal!;
        }

        var page = await grains.Refer<IExecutionQueryGrain>(0).ListAsync(request);
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, ExecutionResponse.Of)) : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ByKeyAsync(string? key, HttpContext http, IGrainFactory grains)
    {
        var named = RawPath.After(http, "/by-key/") is { } raw ? Uri.UnescapeDataString(raw) : key ?? "";
        if (!IdempotencyKey.IsValid(named.Trim()))
        {
            return ErrorResults.Error("FLK-0509", "The key in the path is not 1 to 255 printable ASCII characters.");
        }

        var reply = await grains.Refer<IExecutionQueryGrain>(0).GetByKeyAsync(named.Trim());
        return reply.Ok ? ApiJson.Ok(ExecutionResponse.Of(reply.Value)) : ErrorResults.Error(reply.Fault);
    }

    // A slash in the id comes encoded, and one at the end of the path counts for nothing.
    private static string NodeId(HttpContext http, string decoded) =>
        RawPath.After(http, "/steps/") is { } raw ? Uri.UnescapeDataString(raw.TrimEnd('/')) : decoded;

    private static async Task<IResult> ReadAsync<TView, TResponse>(
        string id, IGrainFactory grains, Func<IExecutionQueryGrain, Guid, Task<Reply<TView>>> read, Func<TView, TResponse> response)
    {
        if (!RequestReading.TryId(id, out var execution))
        {
            return RequestReading.BadId(id);
        }

        var reply = await read(grains.Refer<IExecutionQueryGrain>(0), execution);
        return reply.Ok ? ApiJson.Ok(response(reply.Value)) : ErrorResults.Error(reply.Fault);
    }
}
