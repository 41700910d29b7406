using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>The members that somebody reads, for each place of a definition.</summary>
internal static class KnownMembers
{
    public static readonly string[] OfRetry =
        ["maxAttempts", "initialIntervalMs", "backoffCoefficient", "maxIntervalMs", "jitter", "retryOnStatuses"];

    // What an editor writes for people harms nobody.
    private static readonly string[] OfEveryNode = ["label", "description"];

    private static readonly string[] OfExecutors =
    [
        "executorId", "providerConfigId", "endpointName", "path", "method", "headers", "inputMapping", "transforms", "outputMapping",
        "outputTransforms", "timeout", "retry", "onUnknownOutcome", "whenHeld", "successStatusCodes", "validateRequest",
    ];

    /// <summary>Null where everything may stand.</summary>
    public static IReadOnlyCollection<string>? OfData(NodeDefinition node, JsonElement data, ProviderCatalog catalog)
    {
        var known = node.Type switch
        {
            NodeTypes.Trigger => OfTrigger(data, catalog),
            NodeTypes.Conditional => ["condition"],
            NodeTypes.Executor => OfExecutor(data, catalog),
            NodeTypes.Action => OfAction(data),
            _ => null,
        };
        return known is null ? null : [.. known, .. OfEveryNode];
    }

    /// <summary>Null for a type that is not known, which leaves its trace whatever it holds.</summary>
    public static string[]? OfAction(string? actionType) => actionType switch
    {
        "set_output" => ["output"],
        "transform" => ["value", "inputMapping", "transforms"],
        "log" => ["message", "level"],
        "fail" => ["code", "message"],
        _ => null,
    };

    private static IEnumerable<string>? OfAction(JsonElement data)
    {
        if (Text(data, "actionType") is { } type)
        {
            return OfAction(type) is { } known ? ["actionType", .. known] : null;
        }

        // As the documents of the reference have it; a log without a message says nothing either way.
        return Text(data, "action") == "log" ? ["actionType", "action"] : ["actionType"];
    }

    private static IEnumerable<string>? OfExecutor(JsonElement data, ProviderCatalog catalog) =>
        catalog.Executor(Text(data, "executorId") ?? "") is not { } executor ? null
        : catalog.RequestMembers(executor) is { Count: > 0 } members ? [.. OfExecutors, .. members]
        : null;

    private static IEnumerable<string>? OfTrigger(JsonElement data, ProviderCatalog catalog) =>
        (Text(data, "triggerType") ?? Text(data, "triggerId")) is not { } type ? ["triggerType", "triggerId"]
        : catalog.Trigger(type) is { } trigger ? ["triggerType", "triggerId", .. catalog.TriggerMembers(trigger)]
        : null;

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;
}
