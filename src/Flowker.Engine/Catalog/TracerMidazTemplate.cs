using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>Ask Tracer about a transaction, and book it with Midaz when it is allowed. Source: <c>spec/reference-api.md</c>, B.4.</summary>
internal static class TracerMidazTemplate
{
    private const string Id = "tracer-midaz-validation";
    private const string Version = "v1";
    private const string DefaultPath = "/validate-and-transact";

    private static readonly string[] Validated = ["requestId", "transactionType", "amount", "currency", "transactionTimestamp", "account"];

    public static WorkflowTemplate Template { get; } = new(
        Id,
        "Tracer Validation + Midaz Transaction",
        "A webhook that validates a transaction with Tracer and creates it in Midaz when the decision is ALLOW.",
        Version,
        "Compliance",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["workflowName", "tracerProviderConfigId", "midazProviderConfigId"],
          "properties": {
            "workflowName": { "type": "string", "minLength": 1, "maxLength": 100 },
            "workflowDescription": { "type": "string", "maxLength": 500 },
            "tracerProviderConfigId": { "type": "string", "format": "uuid", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" },
            "midazProviderConfigId": { "type": "string", "format": "uuid", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" },
            "webhookPath": { "type": "string", "minLength": 1, "default": "/validate-and-transact" },
            "webhookMethod": { "enum": ["POST"], "default": "POST" }
          }
        }
        """,
        [new ProviderParameter("tracerProviderConfigId", TracerProvider.Id), new ProviderParameter("midazProviderConfigId", MidazProvider.Id)],
        Build);

    private static JsonElement Build(JsonElement parameters) => JsonObjects.Write(writer =>
    {
        writer.WriteString("name", Text(parameters, "workflowName"));
        if (Text(parameters, "workflowDescription") is { } description)
        {
            writer.WriteString("description", description);
        }

        writer.WriteStartArray("nodes");
        Node(writer, "webhook-trigger", "trigger", "Webhook Trigger", (250, 0), data =>
        {
            data.WriteString("triggerType", "webhook");
            data.WriteString("path", Text(parameters, "webhookPath") ?? DefaultPath);
            data.WriteString("method", "POST");
        });
        Node(writer, "tracer-validate", "executor", "Tracer Validate Transaction", (250, 150), data =>
        {
            data.WriteString("executorId", TracerProvider.ValidateTransaction.Id);
            data.WriteString("providerConfigId", Text(parameters, "tracerProviderConfigId"));
            data.WriteString("method", "POST");
            data.WriteString("path", "/v1/validations");
            InputMapping(data, Validated.Select(name => ($"workflow.{name}", name)));
        });
        Node(writer, "decision-check", "conditional", "Decision Check", (250, 300), data =>
            data.WriteString("condition", "tracer-validate.body.decision == \"ALLOW\""));
        Node(writer, "midaz-create-tx", "executor", "Midaz Create Transaction", (100, 450), data =>
        {
            data.WriteString("executorId", MidazExecutors.CreateTransaction.Id);
            data.WriteString("providerConfigId", Text(parameters, "midazProviderConfigId"));
            InputMapping(data, [("workflow.transaction", "send"), ("workflow.transactionDescription", "description")]);
        });
        writer.WriteEndArray();

        writer.WriteStartArray("edges");
        Edge(writer, "webhook-to-tracer", "webhook-trigger", "tracer-validate");
        Edge(writer, "tracer-to-decision", "tracer-validate", "decision-check");
        Edge(writer, "decision-to-midaz", "decision-check", "midaz-create-tx", "true", "Approved");
        writer.WriteEndArray();

        writer.WriteStartObject("metadata");
        writer.WriteString("templateId", Id);
        writer.WriteString("templateVersion", Version);
        writer.WriteEndObject();
    });

    private static void Node(
        Utf8JsonWriter writer, string id, string type, string name, (int X, int Y) position, Action<Utf8JsonWriter> data)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("type", type);
        writer.WriteString("name", name);
        writer.WriteStartObject("position");
        writer.WriteNumber("x", position.X);
        writer.WriteNumber("y", position.Y);
        writer.WriteEndObject();
        writer.WriteStartObject("data");
        data(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void InputMapping(Utf8JsonWriter data, IEnumerable<(string Source, string Target)> mappings)
    {
        data.WriteStartArray("inputMapping");
        foreach (var (source, target) in mappings)
        {
            data.WriteStartObject();
            data.WriteString("source", source);
            data.WriteString("target", target);
            data.WriteEndObject();
        }

        data.WriteEndArray();
    }

    private static void Edge(Utf8JsonWriter writer, string id, string source, string target, string? handle = null, string? label = null)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("source", source);
        writer.WriteString("target", target);
        if (handle is not null)
        {
            writer.WriteString("sourceHandle", handle);
            writer.WriteString("label", label);
        }

        writer.WriteEndObject();
    }

    private static string? Text(JsonElement parameters, string name) =>
        parameters.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;
}
