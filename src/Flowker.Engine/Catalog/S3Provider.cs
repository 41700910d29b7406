namespace Flowker.Engine.Catalog;

/// <summary>Amazon S3 and stores that speak its protocol. Source: <c>spec/reference-engine.md</c>, 4.5, extended.</summary>
internal static class S3Provider
{
    public const string Id = "s3";

    public static ProviderDescriptor Provider { get; } = new(
        Id, "Amazon S3", "Keeps objects in Amazon S3 or a store that speaks its protocol.", "v1",
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["region", "bucket", "access_key_id", "secret_access_key"],
          "properties": {
            "region": { "type": "string", "pattern": "^[a-z0-9-]{1,64}$" },
            "bucket": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$" },
            "access_key_id": { "type": "string", "minLength": 1, "writeOnly": true },
            "secret_access_key": { "type": "string", "minLength": 1, "writeOnly": true },
            "session_token": { "type": "string", "minLength": 1, "writeOnly": true, "description": "With temporary credentials." },
            "endpoint_url": { "type": "string", "format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#]+/?$", "description": "Of another store than Amazon's." },
            "path_style": { "type": "boolean", "description": "The bucket in the path instead of the host name; preset: true with an endpoint_url." },
            "timeout_seconds": { "type": "number", "minimum": 1, "maximum": 300 },
            "tls": { "type": "object", "description": "As of the provider http." }
          }
        }
        """);

    public static ExecutorDescriptor PutObject { get; } = new(
        "s3.put-object", "Put Object", "S3", "v1", Id,
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "required": ["key"],
          "properties": {
            "key": { "type": "string", "minLength": 1, "maxLength": 1024 },
            "content_type": { "type": "string", "default": "application/octet-stream" },
            "body": { "description": "A text is stored as it is, in UTF-8; anything else as JSON." },
            "body_encoding": { "enum": ["text", "base64"], "default": "text", "description": "base64: the body's text stands for bytes." },
            "metadata": { "type": "object", "additionalProperties": { "type": "string" } }
          }
        }
        """);
}
