namespace Flowker.Engine.Catalog;

/// <summary>The Tracer validation service and the calls to it. Source: <c>spec/reference-engine.md</c>, 4.4.</summary>
internal static class TracerProvider
{
    public const string Id = "tracer";

    private const string Category = "Tracer";

    public static ProviderDescriptor Provider { get; } = new(
        Id, "Tracer", "Validates transactions against compliance rules and limits.", "v1",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["base_url", "api_key"],
          "properties": {
            "base_url": { "type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+" },
            "timeout_seconds": { "type": "number", "minimum": 1, "maximum": 300 },
            "max_response_bytes": { "type": "integer", "minimum": 1024, "maximum": 16777216 },
            "idempotency": { "type": "object", "description": "As of the provider http." },
            "tls": { "type": "object", "description": "As of the provider http." },
            "http2": { "type": "boolean", "default": false },
            "api_key": { "type": "string", "minLength": 1, "writeOnly": true, "description": "Sent as X-API-Key." }
          }
        }
        """);

    public static ExecutorDescriptor ListValidations { get; } = new(
        "tracer.list-validations", "List Validations", Category, "v1", Id,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "decision": { "enum": ["ALLOW", "DENY", "REVIEW"] },
            "transactionType": { "enum": ["CARD", "WIRE", "PIX", "CRYPTO"] },
            "accountId": { "type": "string", "format": "uuid" },
            "limit": { "type": "integer", "minimum": 1, "maximum": 100, "default": 10 },
            "cursor": { "type": "string" },
            "sortBy": { "enum": ["createdAt"], "default": "createdAt" },
            "sortOrder": { "enum": ["ASC", "DESC"], "default": "DESC" }
          }
        }
        """);

    public static ExecutorDescriptor ValidateTransaction { get; } = new(
        "tracer.validate-transaction", "Validate Transaction", Category, "v1", Id,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["requestId", "transactionType", "amount", "currency", "transactionTimestamp", "account"],
          "properties": {
            "requestId": { "type": "string", "format": "uuid" },
            "transactionType": { "enum": ["CARD", "WIRE", "PIX", "CRYPTO"] },
            "subType": { "type": "string", "maxLength": 50 },
            "amount": { "type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?$" },
            "currency": { "type": "string", "pattern": "^[A-Z]{3}$" },
            "transactionTimestamp": { "type": "string", "format": "date-time" },
            "account": {
              "type": "object",
              "required": ["accountId", "type", "status"],
              "properties": {
                "accountId": { "type": "string", "format": "uuid" },
                "type": { "enum": ["checking", "savings", "credit"] },
                "status": { "enum": ["active", "suspended", "closed"] },
                "metadata": { "type": "object" }
              }
            },
            "segment": { "type": "object", "properties": { "segmentId": { "type": "string", "format": "uuid" }, "name": { "type": "string" }, "metadata": { "type": "object" } } },
            "portfolio": { "type": "object", "properties": { "portfolioId": { "type": "string", "format": "uuid" }, "name": { "type": "string" }, "metadata": { "type": "object" } } },
            "merchant": {
              "type": "object",
              "properties": {
                "merchantId": { "type": "string", "format": "uuid" },
                "name": { "type": "string" },
                "category": { "type": "string", "minLength": 4, "maxLength": 4 },
                "country": { "type": "string", "minLength": 2, "maxLength": 2 },
                "metadata": { "type": "object" }
              }
            },
            "metadata": { "type": "object", "maxProperties": 50, "propertyNames": { "maxLength": 64 } }
          }
        }
        """);
}
