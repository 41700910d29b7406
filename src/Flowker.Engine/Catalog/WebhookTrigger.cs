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
            "verify_token": { "type": "string", "minLength": 1, "writeOnly": true, "description": "Requests must carry it in X-Webhook-Token." },
            "authentication": { "enum": ["service", "trigger"], "default": "service", "description": "trigger: a valid token and signature, whichever are set, are all that a request must prove; it needs no key of the service." },
            "signature": {
              "type": "object",
              "anyOf": [{ "required": ["secret"] }, { "required": ["secrets"] }],
              "additionalProperties": false,
              "description": "Requests must be signed by the Standard Webhooks scheme: HMAC-SHA256 over id, timestamp and body.",
              "properties": {
                "secret": { "type": "string", "minLength": 1, "writeOnly": true, "description": "whsec_ and the base64 of 24 bytes or more, or any other string of that length, whose bytes are the key." },
                "secrets": { "type": "array", "minItems": 1, "maxItems": 10, "items": { "type": "string", "minLength": 1, "writeOnly": true }, "description": "Several that sign at the same time, while they are exchanged." },
                "header": { "type": "string", "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", "default": "webhook-signature" },
                "toleranceSeconds": { "type": "integer", "minimum": 1, "maximum": 86400, "default": 300 }
              }
            }
          }
        }
        """);
}
