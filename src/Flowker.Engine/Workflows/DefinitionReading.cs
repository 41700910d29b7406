using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Workflows;

/// <summary>
/// By which rules a definition is read. A pinned one keeps the rules of the version that activated it until it is activated anew: a
/// call that is repeated after an upgrade must send what was sent before.
/// </summary>
public enum DefinitionReading
{
    /// <summary>Version 0.1: of several mappings to one new element (<c>a[+]</c>) the last counts, and a <c>body</c> of null is as none.</summary>
    First = 1,

    /// <summary>Each mapping to a new element makes one, and with a <c>body</c> of null only a mapping makes a body.</summary>
    Second = 2,
}

/// <summary>What the readings of a definition have to do with.</summary>
internal static class DefinitionReadings
{
    /// <summary>The member of a pinned definition that names its reading; where it makes no difference there is none.</summary>
    public const string Member = "reading";

    /// <summary>True when it matters by which rules the definition is read.</summary>
    public static bool Differ(WorkflowDefinition definition) => definition.Nodes.Any(n => n.Data is { ValueKind: JsonValueKind.Object } data && (
        HasNullBody(n, data)
        || Mapped(data, "inputMapping")
        || Mapped(data, "outputMapping")));

    /// <summary>An executor's <c>body</c> is there and null.</summary>
    public static bool HasNullBody(NodeDefinition node, JsonElement data) =>
        node.Type == NodeTypes.Executor && data.TryGetProperty("body", out var body) && body.ValueKind is JsonValueKind.Null;

    /// <summary>The data without its <c>body</c>.</summary>
    public static JsonElement WithoutBody(JsonElement data) => JsonObjects.Write(writer =>
    {
        foreach (var member in data.EnumerateObject().Where(m => !m.NameEquals("body")))
        {
            writer.WritePropertyName(member.Name);
            JsonText.WriteRaw(writer, member.Value);
        }
    });

    private static bool Mapped(JsonElement data, string name) =>
        data.TryGetProperty(name, out var mappings) && FieldMappings.MakeSeveralElements(mappings);
}
