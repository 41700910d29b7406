namespace Flowker.Engine.Catalog;

/// <summary>The Midaz ledger: what a configuration holds. Source: <c>spec/reference-engine.md</c>, 4.3.</summary>
internal static class MidazProvider
{
    public const string Id = "midaz";

    public static ProviderDescriptor Provider { get; } = new(
        Id, "Midaz", "A Midaz core-banking ledger: accounts, transactions, balances.", "v1",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["onboarding_base_url", "transaction_base_url", "organization_id", "ledger_id"],
          "properties": {
            "onboarding_base_url": { "type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+", "description": "The component for organizations, ledgers and accounts." },
            "transaction_base_url": { "type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+", "description": "The component for transactions and balances." },
            "organization_id": { "type": "string", "format": "uuid", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" },
            "ledger_id": { "type": "string", "format": "uuid", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" },
            "timeout_seconds": { "type": "number", "minimum": 1, "maximum": 300 },
            "max_response_bytes": { "type": "integer", "minimum": 1024, "maximum": 16777216 },
            "idempotency": { "type": "object", "description": "As of the provider http." },
            "tls": { "type": "object", "description": "As of the provider http." },
            "http2": { "type": "boolean", "default": false },
            "auth": {
              "type": "object",
              "required": ["issuer_url", "client_id", "client_secret"],
              "description": "OpenID Connect client credentials; calls carry no credentials without it.",
              "properties": {
                "issuer_url": { "type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+" },
                "client_id": { "type": "string", "minLength": 1 },
                "client_secret": { "type": "string", "minLength": 1, "writeOnly": true },
                "scopes": { "type": ["array", "string"], "items": { "type": "string" } }
              }
            }
          }
        }
        """);
}
