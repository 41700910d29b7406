using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Interfaces.Webhooks;

namespace Flowker.Api.Endpoints;

/// <summary>Webhooks, with any method. Source: <c>spec/reference-api.md</c>, 5.3.</summary>
internal static class WebhookEndpoints
{
    private const string Prefix = "/v1/webhooks/";

    /// <summary>What a webhook takes at most, decompressed: this many bytes pass, one more is refused.</summary>
    private const int BodyLimit = 1_048_576;

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        const string pattern = Prefix + "{**path}";
        // Described once, with the method that most have: the others differ in nothing else.
        routes.MapPost(pattern, FireAsync)
            .WithTags("Webhooks API")
            .Needs(Roles.Operator)
            .AnswersBriefly()
            .Describes(
                "callWebhook",
                "Call a Webhook",
                "Starts an execution of the workflow whose trigger has this method and path. Triggers may have the methods GET, POST, PUT, PATCH and DELETE.")
            .Named("path", "The trigger's path.")
            .Header("X-Webhook-Token", "The trigger's token, where it has one.")
            .Header("Idempotency-Key", "Unique idempotency key to ensure safe retries of the same request.")
            .Takes<WebhookInput>(optional: true)
            .Gives<StartedResponse>(200, "Indicates that an identical request was already processed. Returns the original execution.")
            .Gives<StartedResponse>(201)
            .Shows(AnswerHeaders.Replayed, 200)
            .Shows(AnswerHeaders.WebhookWorkflow, 200, 201)
            .Shows(AnswerHeaders.WebhookExecution, 200, 201)
            .Refuses("FLK-0100", "FLK-0361", "FLK-0362", "FLK-0363", "FLK-0429", "FLK-0501", "FLK-0509", "FLK-0510")
            .WithMetadata(new LetIn(LetsInAsync));
        // A method that triggers cannot have reaches no webhook, and is told so rather than 405.
        routes.Map(pattern, FireAsync).Needs(Roles.Operator).AnswersBriefly().ExcludeFromDescription().WithOrder(1);
    }

    /// <summary>Whether the trigger of this path decides by itself who is let in.</summary>
    private static async Task<Reply<bool>> LetsInAsync(HttpContext http) =>
        await Route(http.Request.RouteValues["path"]?.ToString(), http, http.RequestServices.GetRequiredService<IGrainFactory>()).Grain.LetsInAsync();

    private static (string Route, IWebhookRouteGrain Grain) Route(string? path, HttpContext http, IGrainFactory grains)
    {
        var route = WebhookRoute.Normalize(RawPath.After(http, Prefix) ?? path ?? "");
        return (route, grains.GetGrain<IWebhookRouteGrain>(WebhookRoute.ToGrainKey(Tenants.Default, http.Request.Method.ToUpperInvariant(), route)));
    }

    private static async Task<IResult> FireAsync(string? path, HttpContext http, IGrainFactory grains, FailedAttempts attempts)
    {
        var byTrigger = LetIn.ByTrigger(http);
        var (body, refusal) = await RequestBody.ReadBytesAsync(http, BodyLimit, "FLK-0363");
        if (refusal is { Early: true })
        {
            return refusal.Answer;
        }

        var key = RequestReading.GivenKey(http.Request);
        var (route, grain) = Route(path, http, grains);
        var fired = await grain
            .FireAsync(new WebhookRequest
            {
                Body = body ?? [],
                BodyIsReadable = body is { Length: 0 } || (body is not null && RequestBody.IsJson(http.Request.ContentType)),
                Headers = WebhookMetadata.Headers(http.Request),
                Repeated = WebhookMetadata.Repeated(http.Request),
                ByTriggerAlone = byTrigger,
                Metadata = WebhookMetadata.Of(http, route),
                IdempotencyKey = key ?? IdempotencyKey.OfRequest(),
                KeyIsMade = key is null,
                Caller = byTrigger ? http.Caller() with { Type = "system", Id = "webhook" } : http.Caller(),
            });
        if (!fired.Ok)
        {
            if (fired.Fault.Code == "FLK-0362")
            {
                await attempts.SlowAsync(http);
            }

            return ErrorResults.Error(fired.Fault);
        }

        http.Response.Headers["X-Webhook-Workflow-Id"] = fired.Value.WorkflowId.ToString();
        http.Response.Headers["X-Webhook-Execution-Id"] = fired.Value.Execution.ExecutionId.ToString();
        return ExecutionEndpoints.Answer(http, fired.Value.Execution);
    }
}
