using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Validation;
using Flowker.Engine.Workflows;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Workflows;

/// <summary>Reads the provider configurations that a definition names, so that its rules can stay pure functions.</summary>
internal static class ProviderReferences
{
    public static async Task<Func<Guid, ProviderReference?>> LoadAsync(IDefinitionStore definitions, WorkflowDefinition definition)
    {
        var found = new Dictionary<Guid, ProviderReference?>();
        foreach (var id in DraftRules.IsTooLarge(definition) ? [] : Ids(definition))
        {
            var row = await definitions.GetProviderConfigurationAsync(id);
            found[id] = row is null ? null : new ProviderReference(row.ProviderId, row.Status == "active");
        }

        return id => found.GetValueOrDefault(id);
    }

    /// <summary>The provider configurations that the definition names, each once.</summary>
    public static IReadOnlyCollection<Guid> Ids(WorkflowDefinition definition) =>
        [.. definition.Nodes.Where(n => n.Type == NodeTypes.Executor).Select(Named).OfType<Guid>().Distinct()];

    private static Guid? Named(NodeDefinition node) =>
        node.Data is { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty("providerConfigId", out var value)
        && value.ValueKind is JsonValueKind.String
        && JsonStrings.TryGet(value, out var text)
        && Guid.TryParse(text, out var id)
            ? id
            : null;
}
