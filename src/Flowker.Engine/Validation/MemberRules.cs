using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>Warns of members that nobody reads (FLK-0180), of action types that do nothing (FLK-0181), and of triggers without a type (FLK-0187).</summary>
internal static class MemberRules
{
    private static readonly string[] ActionTypes = ["set_output", "transform", "log", "fail"];

    public static IEnumerable<Finding> Check(WorkflowDefinition definition, ProviderCatalog catalog)
    {
        foreach (var unread in definition.Unread)
        {
            var name = unread[(unread.LastIndexOf('.') + 1)..];
            yield return new Finding("FLK-0180", $"Nothing reads the member '{unread}'{Suggestion.End(name, UnreadMembers.KnownBeside(unread))}", unread);
        }

        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (definition.Nodes[i] is { Data: { ValueKind: JsonValueKind.Object } data } node)
            {
                foreach (var finding in OfNode(node, data, string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data"), catalog))
                {
                    yield return finding with { NodeId = node.Id };
                }
            }
        }
    }

    private static IEnumerable<Finding> OfNode(NodeDefinition node, JsonElement data, string at, ProviderCatalog catalog)
    {
        if (KnownMembers.OfData(node, data, catalog) is { } known)
        {
            foreach (var name in Names(data).Where(n => !known.Contains(n)))
            {
                yield return node.Type == NodeTypes.Trigger && Untyped(data) && catalog.IsTriggerMember(name)
                    ? new Finding("FLK-0187", $"Node '{node.Id}' has {name} but no triggerType: nothing starts it but the API.", $"{at}.{name}")
                    : Unread(node, name, at, known);
            }
        }

        if (node.Type == NodeTypes.Executor && data.TryGetProperty("retry", out var retry) && retry.ValueKind is JsonValueKind.Object)
        {
            foreach (var name in Names(retry).Where(n => !KnownMembers.OfRetry.Contains(n)))
            {
                yield return Unread(node, name, $"{at}.retry", KnownMembers.OfRetry);
            }
        }

        if (node.Type == NodeTypes.Action && data.TryGetProperty("actionType", out var given) && given.ValueKind is not JsonValueKind.Null)
        {
            var type = given.ValueKind is JsonValueKind.String && JsonStrings.TryGet(given, out var text) ? text : "";
            if (KnownMembers.OfAction(type) is null)
            {
                yield return new Finding(
                    "FLK-0181",
                    $"Node '{node.Id}' has the unknown actionType '{TextLength.Cut(type, 60)}' and only leaves its trace{Suggestion.End(type, ActionTypes)}",
                    $"{at}.actionType");
            }
        }

        if (node.Type == NodeTypes.Trigger && TriggerTypes.IsNamedById(data, catalog))
        {
            yield return new Finding("FLK-0187", $"Node '{node.Id}' names its type in triggerId; it is taken for its triggerType, where it belongs.", $"{at}.triggerId");
        }
    }

    private static Finding Unread(NodeDefinition node, string name, string at, IEnumerable<string> known) => new(
        "FLK-0180", $"Node '{node.Id}': nothing reads the member '{TextLength.Cut(name, 60)}'{Suggestion.End(name, known)}", $"{at}.{name}");

    private static bool Untyped(JsonElement data) => !data.TryGetProperty("triggerType", out _) && !data.TryGetProperty("triggerId", out _);

    private static IEnumerable<string> Names(JsonElement holder) =>
        holder.EnumerateObject().Select(m => JsonStrings.TryGetName(m, out var name) ? name : "").Where(n => n.Length > 0);
}
