using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>A header of a route's answers with these statuses.</summary>
internal sealed record HeaderNote(string Name, IReadOnlyList<int> Statuses);

/// <summary>The headers that answers carry beside those of HTTP itself: each is a component of the document.</summary>
internal static class AnswerHeaders
{
    public const string RequestId = "X-Request-Id";
    public const string RetryAfter = "Retry-After";
    public const string EntityTag = "ETag";
    public const string Location = "Location";
    public const string Replayed = "Idempotency-Replayed";
    public const string WebhookWorkflow = "X-Webhook-Workflow-Id";
    public const string WebhookExecution = "X-Webhook-Execution-Id";
    public const string FileName = "Content-Disposition";
    public const string Challenge = "WWW-Authenticate";
    public const string Encodings = "Accept-Encoding";

#pragma warning disable CS0618 // The contract's own documents say "example".
    private static readonly Dictionary<string, (string Description, OpenApiSchema Schema)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [RequestId] = ("Names the request: the client's own, or one made for it.", Text("0190d9a2-7c1e-7b3a-9f00-000000000001")),
        [RetryAfter] = (
            "Seconds after which to repeat the request.",
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Example = JsonValue.Create(1) }),
        [EntityTag] = ("The version, for If-Match and If-None-Match.", Text("\"3\"")),
        [Location] = ("Where what was made can be read.", new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Format = "uri-reference",
            Example = JsonValue.Create("/v1/executions/f7e6d5c4-b3a2-4098-b654-321fedcba098"),
        }),
        [Replayed] = ("The key had started this execution before.", Text("true", ["true"])),
        [WebhookWorkflow] = ("The workflow whose webhook was called.", Id()),
        [WebhookExecution] = ("The execution that the call started.", Id()),
        [FileName] = ("A name to store the answer under.", Text("attachment; filename=\"evidence.json\"")),
        [Challenge] = ("How to show who calls, where a token was refused.", Text("Bearer")),
        [Encodings] = ("The encodings that are understood.", Text("gzip, br, deflate")),
    };

    public static IOpenApiHeader In(OpenApiDocument document, string name)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Headers ??= new Dictionary<string, IOpenApiHeader>();
        if (!document.Components.Headers.ContainsKey(name))
        {
            var (description, schema) = Known[name];
            document.AddComponent(name, new OpenApiHeader { Description = description, Schema = schema });
        }

        return new OpenApiHeaderReference(name, document);
    }

    private static OpenApiSchema Text(string example, IReadOnlyList<string>? words = null) => new()
    {
        Type = JsonSchemaType.String,
        Example = JsonValue.Create(example),
        Enum = words is null ? null : [.. words.Select(w => (JsonNode)JsonValue.Create(w)!)],
    };

    private static OpenApiSchema Id() => new()
    {
        Type = JsonSchemaType.String,
        Format = "uuid",
        Example = JsonValue.Create("f7e6d5c4-b3a2-4098-b654-321fedcba098"),
    };
#pragma warning restore CS0618
}
