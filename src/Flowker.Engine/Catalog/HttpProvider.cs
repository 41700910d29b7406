namespace Flowker.Engine.Catalog;

/// <summary>Any HTTP service. Source: <c>spec/reference-engine.md</c>, 4.1.6 and 4.1.7, extended.</summary>
internal static class HttpProvider
{
    public static ProviderDescriptor Provider { get; } = new(
        "http", "HTTP", "Calls any HTTP service.", "v1",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["base_url"],
          "properties": {
            "base_url": { "type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+", "description": "Every path of a node is below it." },
            "headers": { "type": "object", "additionalProperties": { "type": "string" }, "description": "Sent with every call." },
            "timeout_seconds": { "type": "number", "minimum": 1, "maximum": 300, "description": "For one attempt; a node may set its own." },
            "timeout_ms": { "type": "integer", "minimum": 100, "maximum": 300000 },
            "max_response_bytes": { "type": "integer", "minimum": 1024, "maximum": 16777216 },
            "auth": {
              "type": "object",
              "required": ["type"],
              "properties": {
                "type": { "enum": ["none", "api_key", "bearer", "basic", "oidc_client_credentials", "oidc_user"] },
                "config": { "type": "object" },
                "cache": { "type": "object", "properties": {
                  "enabled": { "type": "boolean", "default": true },
                  "refresh_before_expiry_seconds": { "type": "integer", "minimum": 0, "maximum": 86400, "default": 60 },
                  "use_refresh_token": { "type": "boolean", "default": true } }, "description": "How the tokens of the oidc types are kept." }
              },
              "allOf": [
                { "if": { "required": ["type"], "properties": { "type": { "const": "api_key" } } },
                  "then": { "required": ["config"], "properties": { "config": { "required": ["key"], "properties": {
                    "key": { "type": "string", "minLength": 1, "writeOnly": true }, "header_name": { "type": "string", "minLength": 1 }, "prefix": { "type": "string" },
                    "location": { "enum": ["header", "query"] }, "query_param_name": { "type": "string", "minLength": 1 } } } } } },
                { "if": { "required": ["type"], "properties": { "type": { "const": "bearer" } } },
                  "then": { "required": ["config"], "properties": { "config": { "required": ["token"], "properties": {
                    "token": { "type": "string", "minLength": 1, "writeOnly": true } } } } } },
                { "if": { "required": ["type"], "properties": { "type": { "const": "basic" } } },
                  "then": { "required": ["config"], "properties": { "config": { "required": ["username", "password"], "properties": {
                    "username": { "type": "string", "minLength": 1 }, "password": { "type": "string", "minLength": 1, "writeOnly": true } } } } } },
                { "if": { "required": ["type"], "properties": { "type": { "const": "oidc_client_credentials" } } },
                  "then": { "required": ["config"], "properties": { "config": {
                    "required": ["client_id", "client_secret"], "anyOf": [{ "required": ["issuer_url"] }, { "required": ["token_url"] }],
                    "properties": { "token_endpoint_auth_method": { "enum": ["client_secret_basic", "client_secret_post"] } } } } } },
                { "if": { "required": ["type"], "properties": { "type": { "const": "oidc_user" } } },
                  "then": { "required": ["config"], "properties": { "config": {
                    "required": ["client_id", "username", "password"], "anyOf": [{ "required": ["issuer_url"] }, { "required": ["token_url"] }],
                    "properties": { "username": { "type": "string", "minLength": 1 }, "password": { "type": "string", "minLength": 1, "writeOnly": true } } } } } },
                { "if": { "required": ["type"], "properties": { "type": { "enum": ["oidc_client_credentials", "oidc_user"] } } },
                  "then": { "properties": { "config": { "properties": {
                    "issuer_url": { "type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+" },
                    "token_url": { "type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+" },
                    "client_id": { "type": "string", "minLength": 1 }, "client_secret": { "type": "string", "minLength": 1, "writeOnly": true },
                    "scopes": { "type": ["array", "string"], "items": { "type": "string" } }, "audience": { "type": "string" },
                    "extra_params": { "type": "object", "additionalProperties": { "type": "string" } } } } } } }
              ]
            },
            "tls": {
              "type": "object",
              "properties": {
                "ca_certificates": { "type": "string", "minLength": 1, "description": "PEM: the only authorities that are trusted, in place of the system's." },
                "client_certificate": { "type": "string", "minLength": 1, "description": "PEM, for a server that asks who calls." },
                "client_key": { "type": "string", "minLength": 1, "writeOnly": true, "description": "PEM, of the client certificate." }
              },
              "dependentRequired": { "client_certificate": ["client_key"], "client_key": ["client_certificate"] }
            },
            "http2": { "type": "boolean", "default": false, "description": "Speak HTTP/2 over TLS where the provider can. A call that breaks then counts as sent more often." },
            "idempotency": {
              "type": "object",
              "properties": { "header": { "type": "string", "minLength": 1 }, "bodyField": { "type": "string", "minLength": 1 } },
              "description": "Where the stable key of a call goes; the header Idempotency-Key when not set."
            }
          }
        }
        """);

    public static ExecutorDescriptor Executor { get; } = new(
        "http", "HTTP Request", "HTTP", "v1", "http",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "method": { "enum": ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "post", "put", "patch", "delete", "head", "options"], "description": "POST when not set." },
            "url": { "type": "string", "minLength": 1, "description": "In place of the provider's base_url and the node's path. May hold ${…}." },
            "path": { "type": "string", "description": "Below the provider's base_url. May hold ${…}." },
            "query": { "type": "object", "additionalProperties": { "type": ["string", "number", "boolean", "array", "null"] }, "description": "A list repeats its parameter." },
            "headers": { "type": "object", "additionalProperties": { "type": "string" } },
            "body": { "description": "In place of what the input mapping makes. Texts in it may hold ${…}." },
            "timeout": { "type": "number", "minimum": 1, "maximum": 300 },
            "successStatusCodes": { "type": "array", "items": { "type": "integer", "minimum": 100, "maximum": 599 }, "minItems": 1, "description": "In place of all 2xx." }
          }
        }
        """)
    {
        DescribesNode = true,
    };
}
