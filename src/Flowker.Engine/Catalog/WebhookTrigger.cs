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
            "verify_token": { "type": "string", "description": "Requests must carry it in X-Webhook-Token." },
            "signature": {
              "type": "object",
              "required": ["secret"],
              "additionalProperties": false,
              "description": "Requests must be signed by the Standard Webhooks scheme: HMAC-SHA256 over id, timestamp and body.",
              "properties": {
                "secret": { "type": "string", "minLength": 1, "description": "whsec_ and base64, or any other text, whose bytes are the key." },
                "header": { "type": "string", "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", "default": "webhook-signature" },
                "toleranceSeconds": { "type": "integer", "minimum": 1, "maximum": 86400, "default": 300 }
              }
            }
          }
        }
        """);
}
