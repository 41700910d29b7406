using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Api.Endpoints;

/// <summary>Executions. Source: <c>spec/reference-api.md</c>, 5.2; <c>spec/execute-workflow.seed.md</c>.</summary>
internal static class ExecutionEndpoints
{
    /// <summary>What a start takes at most, decompressed: this many bytes pass, one more is refused.</summary>
    private const int StartLimit = 1_048_576;

    public static void MapExecutions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/workflows/{workflowId}/executions", StartAsync);
        routes.MapRead("/v1/executions", ListAsync);
        routes.MapRead("/v1/executions/by-key/{**key}", ByKeyAsync);
        routes.MapRead("/v1/executions/{id}", (string id, IGrainFactory grains) =>
            ReadAsync(id, grains, (query, execution) => query.GetAsync(execution), ExecutionResponse.Of));
        routes.MapRead("/v1/executions/{id}/results", (string id, IGrainFactory grains) =>
            ReadAsync(id, grains, (query, execution) => query.GetResultsAsync(execution), ExecutionResultsResponse.Of));
        routes.MapRead("/v1/executions/{id}/steps", (string id, IGrainFactory grains) =>
            ReadAsync(id, grains, (query, execution) => query.GetStepsAsync(execution), ExecutionStepsResponse.Of));
        routes.MapRead("/v1/executions/{id}/steps/{nodeId}", (string id, string nodeId, IGrainFactory grains) =>
            ReadAsync(id, grains, (query, execution) => query.GetStepAsync(execution, nodeId), StepDetailResponse.Of));
    }

    // The order of the checks is observable: size, id, form, key, and only then what the engine knows.
    private static async Task<IResult> StartAsync(string workflowId, HttpContext http, IGrainFactory grains)
    {
        var (bytes, refusal) = await RequestBody.ReadAsync(http, StartLimit, "FLK-0506");
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

        var started = await grains.Refer<IIdempotencyGrain>(IdempotencyKey.ToGrainKey(Tenants.Default, key)).StartAsync(new StartExecution
        {
            WorkflowId = workflow,
            InputData = body.InputData,
            Fingerprint = body.Fingerprint,
            Caller = http.Caller(),
        });
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

        var page = await grains.GetGrain<IExecutionQueryGrain>(0).ListAsync(request);
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, ExecutionResponse.Of)) : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ByKeyAsync(string? key, HttpContext http, IGrainFactory grains)
    {
        var named = RawPath.After(http, "/by-key/") is { } raw ? Uri.UnescapeDataString(raw) : key ?? "";
        if (!IdempotencyKey.IsValid(named.Trim()))
        {
            return ErrorResults.Error("FLK-0509", "The key in the path is not 1 to 255 printable ASCII characters.");
        }

        var reply = await grains.GetGrain<IExecutionQueryGrain>(0).GetByKeyAsync(named.Trim());
        return reply.Ok ? ApiJson.Ok(ExecutionResponse.Of(reply.Value)) : ErrorResults.Error(reply.Fault);
    }

    private static async Task<IResult> ReadAsync<TView, TResponse>(
        string id, IGrainFactory grains, Func<IExecutionQueryGrain, Guid, Task<Reply<TView>>> read, Func<TView, TResponse> response)
    {
        if (!RequestReading.TryId(id, out var execution))
        {
            return RequestReading.BadId(id);
        }

        var reply = await read(grains.GetGrain<IExecutionQueryGrain>(0), execution);
        return reply.Ok ? ApiJson.Ok(response(reply.Value)) : ErrorResults.Error(reply.Fault);
    }
}
