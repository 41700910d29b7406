using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>What a rule must know of a provider configuration.</summary>
public sealed record ProviderReference(string ProviderId, bool Active);

/// <summary>Whether executor nodes name things that exist and fit.</summary>
public static class CatalogRules
{
    /// <summary>All findings, node by node: WORKFLOW_INVALID_EXECUTOR_CONFIG, FLK-0104, FLK-0150, FLK-0151.</summary>
    public static IReadOnlyList<Finding> Check(
        WorkflowDefinition definition, ProviderCatalog catalog, Func<Guid, ProviderReference?> providers)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(providers);
        List<Finding> findings = [];
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (definition.Nodes[i] is { Type: NodeTypes.Executor } node)
            {
                Check(node, string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data"), catalog, providers, findings);
            }
        }

        return findings;
    }

    private static void Check(
        NodeDefinition node, string at, ProviderCatalog catalog, Func<Guid, ProviderReference?> providers, List<Finding> findings)
    {
        if (Text(node, "executorId") is not { Length: > 0 } executorId)
        {
            findings.Add(new Finding("WORKFLOW_INVALID_EXECUTOR_CONFIG", $"Node '{node.Id}' needs an executorId.", $"{at}.executorId", node.Id));
            return;
        }

        if (catalog.Executor(executorId) is not { } executor)
        {
            findings.Add(new Finding("FLK-0104", $"Node '{node.Id}' names the executor '{executorId}', which is not in the catalog.", $"{at}.executorId", node.Id));
            return;
        }

        // Only what the schema knows is held against it: a label that an editor leaves in the data harms nobody (B-30), and
        // what the schema asks for may come from a mapping at run time.
        foreach (var fault in catalog.KnownMembersFaults(executor, node.Data ?? default))
        {
            findings.Add(new Finding("WORKFLOW_INVALID_EXECUTOR_CONFIG", $"Node '{node.Id}': {fault.Message}", $"{at}{fault.At}", node.Id));
        }

        CheckProvider(node, at, executor, providers, findings);
    }

    private static void CheckProvider(
        NodeDefinition node, string at, ExecutorDescriptor executor, Func<Guid, ProviderReference?> providers, List<Finding> findings)
    {
        var named = Text(node, "providerConfigId") ?? "";
        var field = $"{at}.providerConfigId";
        if (!Guid.TryParse(named, out var id))
        {
            findings.Add(new Finding("FLK-0150", $"Node '{node.Id}' needs a providerConfigId that is a UUID; it has '{named}'.", field, node.Id));
            return;
        }

        switch (providers(id))
        {
            case null:
                findings.Add(new Finding("FLK-0150", $"Node '{node.Id}' names the provider configuration {id}, which does not exist.", field, node.Id));
                break;
            case { Active: false }:
                findings.Add(new Finding("FLK-0150", $"Node '{node.Id}' names the provider configuration {id}, which is not active.", field, node.Id));
                break;
            case { } reference when reference.ProviderId != executor.ProviderId:
                findings.Add(new Finding(
                    "FLK-0151",
                    $"Node '{node.Id}': provider configuration {id} is of '{reference.ProviderId}', executor '{executor.Id}' needs one of '{executor.ProviderId}'.",
                    field,
                    node.Id));
                break;
            default:
                break;
        }
    }

    private static string? Text(NodeDefinition node, string name) =>
        node.Data is { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
        && JsonStrings.TryGet(value, out var text)
            ? text
            : null;
}
