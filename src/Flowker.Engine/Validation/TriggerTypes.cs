using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>
/// The type of a trigger is its <c>triggerType</c>; without one, a <c>triggerId</c> that stands beside members of a trigger is
/// it. A <c>triggerId</c> alone says nothing: such a workflow is started over the API.
/// </summary>
public static class TriggerTypes
{
    /// <summary>
    /// The definition with every type where it belongs. This is what is activated and pinned: whatever runs reads
    /// <c>triggerType</c> alone, so that what was activated before triggers were read so keeps its meaning.
    /// </summary>
    public static WorkflowDefinition Explicit(WorkflowDefinition definition, ProviderCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(catalog);
        return definition.Nodes.Any(n => IsNamedById(n, catalog))
            ? definition with { Nodes = [.. definition.Nodes.Select(n => IsNamedById(n, catalog) ? n with { Data = WithType(n.Data!.Value) } : n)] }
            : definition;
    }

    internal static bool IsNamedById(JsonElement data, ProviderCatalog catalog) =>
        !Has(data, "triggerType")
        && data.TryGetProperty("triggerId", out var id)
        && id.ValueKind is JsonValueKind.String
        && data.EnumerateObject().Any(m => JsonStrings.TryGetName(m, out var name) && catalog.IsTriggerMember(name));

    private static bool IsNamedById(NodeDefinition node, ProviderCatalog catalog) =>
        node is { Type: NodeTypes.Trigger, Data: { ValueKind: JsonValueKind.Object } data } && IsNamedById(data, catalog);

    private static bool Has(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    private static JsonElement WithType(JsonElement data) => JsonObjects.Write(writer =>
    {
        foreach (var member in data.EnumerateObject().Where(m => !m.NameEquals("triggerType")))
        {
            writer.WritePropertyName(member.Name);
            writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
        }

        writer.WritePropertyName("triggerType");
        writer.WriteRawValue(data.GetProperty("triggerId").GetRawText(), skipInputValidation: true);
    });
}
