using System.Globalization;
using System.Text.Json.Nodes;
using Flowker.Engine.Catalog;

namespace Flowker.Engine.Guards;

/// <summary>The members of every provider's configuration that the engine itself obeys. See <see cref="GuardSettings"/>.</summary>
internal static class GuardSchema
{
    public const int MostConcurrency = 100_000;
    public const double LeastRate = 0.01;
    public const double MostRate = 100_000;

    private static readonly string Members = string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "limits": {
            "type": "object",
            "additionalProperties": false,
            "description": "Over the whole cluster. Calls beyond them wait.",
            "properties": {
              "maxConcurrency": { "type": "integer", "minimum": 1, "maximum": {{MostConcurrency}}, "description": "Calls in flight at once." },
              "requestsPerSecond": { "type": "number", "minimum": {{LeastRate}}, "maximum": {{MostRate}}, "description": "Calls begun in any second." }
            }
          },
          "circuitBreaker": {
            "type": "object",
            "additionalProperties": false,
            "description": "Counts connection errors, timeouts and 5xx; while it is open, calls wait.",
            "properties": {
              "enabled": { "type": "boolean", "default": true },
              "failureThreshold": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 5, "description": "Failures in a row that open it." },
              "openSeconds": { "type": "number", "minimum": 1, "maximum": 3600, "default": 30, "description": "Until one call is let through as a probe." },
              "rampSeconds": { "type": "number", "minimum": 0, "maximum": 3600, "default": 10, "description": "For which calls at once grow after a probe that went well." }
            }
          }
        }
        """);

    /// <summary>The provider's schema with these members described too.</summary>
    public static ProviderDescriptor AddTo(ProviderDescriptor provider)
    {
        var schema = JsonNode.Parse(provider.ConfigSchema)!.AsObject();
        if (schema["properties"] is not JsonObject properties)
        {
            schema["properties"] = properties = [];
        }

        foreach (var (name, member) in JsonNode.Parse(Members)!.AsObject())
        {
            properties[name] = member!.DeepClone();
        }

        return provider with { ConfigSchema = schema.ToJsonString() };
    }
}
