namespace Flowker.Engine.Catalog;

/// <summary>The trigger that an HTTP request fires. Source: <c>spec/reference-api.md</c>, B.3.</summary>
internal static class WebhookTrigger
{
    public static TriggerDescriptor Descriptor { get; } = new(
        "webhook", "Webhook", "v1",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["path", "method"],
          "additionalProperties": false,
          "properties": {
            "path": { "type": "string", "minLength": 1 },
            "method": { "enum": ["GET", "POST", "PUT", "PATCH", "DELETE"] },
            "verify_token": { "type": "string" }
          }
        }
        """);
}
