using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Expressions;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>Finds the expressions of a definition that are evaluated over the context; those that cannot be read are left out.</summary>
internal static class ExpressionSites
{
    public static IEnumerable<ExpressionSite> Of(WorkflowDefinition definition, DefinitionGraph graph, ProviderCatalog catalog)
    {
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (definition.Nodes[i] is { Data: { ValueKind: JsonValueKind.Object } data } node)
            {
                foreach (var (field, roots) in OfNode(node, data, catalog))
                {
                    yield return new ExpressionSite(string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data.{field}"), i, SeesNode: false, roots);
                }
            }
        }

        for (var i = 0; i < definition.Edges.Length; i++)
        {
            if (definition.Edges[i] is { Condition: { } text } edge
                && graph.Index(edge.Source) is { } source
                && Condition.TryParse(text, out _) is { } condition)
            {
                yield return new ExpressionSite(
                    string.Create(CultureInfo.InvariantCulture, $"edges[{i}].condition"), source, SeesNode: true, condition.Roots);
            }
        }
    }

    private static IEnumerable<(string Field, IReadOnlyCollection<string> Roots)> OfNode(NodeDefinition node, JsonElement data, ProviderCatalog catalog) =>
        node.Type switch
        {
            NodeTypes.Conditional when Text(data, "condition") is { } text =>
                Condition.TryParse(text, out _) is { } condition ? [("condition", condition.Roots)] : [],
            NodeTypes.Executor => [.. Templates(data, RequestMembers(data, catalog)), .. MappingSites.Of(data, "inputMapping", "transforms")],
            NodeTypes.Action => OfAction(data),
            _ => [],
        };

    private static IEnumerable<(string Field, IReadOnlyCollection<string> Roots)> OfAction(JsonElement data) => Text(data, "actionType") switch
    {
        "set_output" => Templates(data, ["output"]),
        "log" or "fail" => Templates(data, ["message"]),
        "transform" => [.. Templates(data, ["value"]), .. MappingSites.Of(data, "inputMapping", "transforms")],
        _ => [],
    };

    private static IEnumerable<string> RequestMembers(JsonElement data, ProviderCatalog catalog)
    {
        var executor = catalog.Executor(Text(data, "executorId") ?? "");
        return data.EnumerateObject()
            .Select(m => JsonStrings.TryGetName(m, out var name) ? name : "")
            .Where(name => NodeOptions.Templated.Contains(name) || (executor is { DescribesNode: false } && catalog.IsRequestMember(executor, name)));
    }

    private static IEnumerable<(string Field, IReadOnlyCollection<string> Roots)> Templates(JsonElement data, IEnumerable<string> members) =>
        from member in members
        where data.TryGetProperty(member, out _)
        from text in JsonTexts.Of(data.GetProperty(member), member)
        let roots = Roots(text.Text)
        where roots.Count > 0
        select (text.Field, roots);

    /// <summary>The first names in the placeholders of a text.</summary>
    public static IReadOnlyCollection<string> Roots(string text) =>
        text.Contains("${", StringComparison.Ordinal) && TemplateText.TryParse(text, out _) is { } template
            ? [.. template.Pieces.SelectMany(p => p.Placeholder?.Roots ?? []).Distinct(StringComparer.Ordinal)]
            : [];

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;
}
