using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>Warns of calls that, for want of a body and a mapping, send everything that the node can see: FLK-0186.</summary>
internal static class ContextRules
{
    private static readonly string[] SendNothingUnasked = ["GET", "HEAD", "DELETE", "OPTIONS"];

    public static IEnumerable<Finding> Check(WorkflowDefinition definition, ProviderCatalog catalog)
    {
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            var node = definition.Nodes[i];
            var data = node.Data is { ValueKind: JsonValueKind.Object } given ? given : default;
            if (node.Type == NodeTypes.Executor
                && data.ValueKind is JsonValueKind.Object
                && catalog.Executor(Text(data, "executorId")) is { } executor
                && !IsMapped(data)
                && SendsContext(data, executor, catalog))
            {
                var instead = executor.DescribesNode ? "a body or an inputMapping" : "an inputMapping, or members of the request,";
                yield return new Finding(
                    "FLK-0186",
                    $"Node '{node.Id}' has no {instead} to say what it sends: its provider gets all that the node can see, the whole input included.",
                    string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data"),
                    node.Id);
            }
        }
    }

    private static bool IsMapped(JsonElement data) => HasItems(data, "inputMapping") || HasItems(data, "transforms");

    private static bool SendsContext(JsonElement data, ExecutorDescriptor executor, ProviderCatalog catalog) => executor.DescribesNode
        ? !data.TryGetProperty("body", out _) && !SendNothingUnasked.Contains(Text(data, "method").Trim().ToUpperInvariant())
        : catalog.AsksForMembers(executor)
            && !data.EnumerateObject().Any(m => JsonStrings.TryGetName(m, out var name) && catalog.IsRequestMember(executor, name));

    private static bool HasItems(JsonElement data, string name) =>
        data.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array && list.GetArrayLength() > 0;

    private static string Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : "";
}
