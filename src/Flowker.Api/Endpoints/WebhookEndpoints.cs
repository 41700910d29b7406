using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Webhooks;

namespace Flowker.Api.Endpoints;

/// <summary>Webhooks, with any method. Source: <c>spec/reference-api.md</c>, 5.3.</summary>
internal static class WebhookEndpoints
{
    private const string Prefix = "/v1/webhooks/";

    /// <summary>What a webhook takes at most, decompressed: this many bytes pass, one more is refused.</summary>
    private const int BodyLimit = 1_048_576;

    public static void MapWebhooks(this IEndpointRouteBuilder routes) => routes.Map(Prefix + "{**path}", FireAsync);

    private static async Task<IResult> FireAsync(string? path, HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadBytesAsync(http, BodyLimit, "FLK-0363");
        if (refusal is { Early: true })
        {
            return refusal.Answer;
        }

        var route = WebhookRoute.Normalize(RawPath.After(http, Prefix) ?? path ?? "");
        var fired = await grains
            .GetGrain<IWebhookRouteGrain>(WebhookRoute.ToGrainKey(Tenants.Default, http.Request.Method.ToUpperInvariant(), route))
            .FireAsync(new WebhookRequest
            {
                Body = body ?? [],
                BodyIsReadable = body is { Length: 0 } || (body is not null && RequestBody.IsJson(http.Request.ContentType)),
                Headers = WebhookMetadata.Headers(http.Request),
                Metadata = WebhookMetadata.Of(http, route),
                IdempotencyKey = http.Request.Headers["Idempotency-Key"].ToString().Trim() is { Length: > 0 } key ? key : null,
                Caller = http.Caller(),
            });
        if (!fired.Ok)
        {
            return ErrorResults.Error(fired.Fault);
        }

        http.Response.Headers["X-Webhook-Workflow-Id"] = fired.Value.WorkflowId.ToString();
        http.Response.Headers["X-Webhook-Execution-Id"] = fired.Value.Execution.ExecutionId.ToString();
        return ExecutionEndpoints.Answer(http, fired.Value.Execution);
    }
}
