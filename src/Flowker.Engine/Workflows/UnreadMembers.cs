using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Workflows;

/// <summary>
/// Finds the members of a body that no reader reads. They are remembered beside the definition, not in it: what is pinned
/// knows nothing of them.
/// </summary>
public static class UnreadMembers
{
    internal const string StoredAs = "unread";

    private const int Most = 20;
    private const int LongestPath = 200;

    private static readonly string[] OfBody = ["name", "description", "nodes", "edges", "metadata", "settings"];
    private static readonly string[] OfNode = ["id", "type", "name", "position", "data"];
    private static readonly string[] OfPosition = ["x", "y"];
    private static readonly string[] OfEdge = ["id", "source", "target", "sourceHandle", "condition", "label"];
    private static readonly string[] OfSettings = ["executionTimeoutSeconds"];

    // What a client read and sends back unchanged.
    private static readonly string[] OfAnswers = ["id", "workflowId", "status", "version", "createdAt", "updatedAt"];

    /// <summary>The names that are read where the member stands.</summary>
    public static IReadOnlyList<string> KnownBeside(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.LastIndexOf('.') is var dot && dot < 0 ? OfBody
            : path[..dot] is var parent && parent == "settings" ? OfSettings
            : parent.EndsWith(".position", StringComparison.Ordinal) ? OfPosition
            : parent.StartsWith("nodes[", StringComparison.Ordinal) ? OfNode
            : parent.StartsWith("edges[", StringComparison.Ordinal) ? OfEdge
            : [];
    }

    /// <summary>At most 20; the body has been read without findings.</summary>
    internal static ImmutableArray<string> Of(JsonElement body) =>
    [
        .. All(body)
            .Where(path => path.Length <= LongestPath)
            .Take(Most),
    ];

    /// <summary>Those that were found when the stored body was sent.</summary>
    internal static ImmutableArray<string> Stored(JsonElement body) =>
        body.TryGetProperty(StoredAs, out var list) && list.ValueKind is JsonValueKind.Array
            ? [.. list.EnumerateArray().Take(Most).Select(p => p.ValueKind is JsonValueKind.String && JsonStrings.TryGet(p, out var path) ? path : "").Where(p => p.Length > 0)]
            : [];

    private static IEnumerable<string> All(JsonElement body) =>
    [
        .. In(body, "", [.. OfBody, .. OfAnswers]),
        .. body.Member("settings") is { } settings ? In(settings, "settings.", OfSettings) : [],
        .. Items(body, "nodes").SelectMany(node => In(node.Item, $"{node.At}.", OfNode)
            .Concat(node.Item.Member("position") is { } position ? In(position, $"{node.At}.position.", OfPosition) : [])),
        .. Items(body, "edges").SelectMany(edge => In(edge.Item, $"{edge.At}.", OfEdge)),
    ];

    private static IEnumerable<(string At, JsonElement Item)> Items(JsonElement body, string name) => body.Member(name) is { } list
        ? list.EnumerateArray().Select((item, i) => (string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), item))
        : [];

    // Names match in any case, as they are read.
    private static IEnumerable<string> In(JsonElement holder, string at, string[] known) => holder.EnumerateObject()
        .Select(m => JsonStrings.TryGetName(m, out var name) ? name : "")
        .Where(name => name.Length > 0 && !known.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Select(name => at + name);
}
