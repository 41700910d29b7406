using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Validation;

/// <summary>The first names that a node's mapping, or in its absence its operations, read from the context.</summary>
internal static class MappingSites
{
    private const string Whole = "$";

    public static IEnumerable<(string Field, IReadOnlyCollection<string> Roots)> Of(JsonElement data, string mapping, string operations) =>
        List(data, mapping) is { } pairs ? OfMapping(pairs, mapping)
        : List(data, operations) is { } steps ? OfOperations(steps, operations)
        : [];

    private static IEnumerable<(string, IReadOnlyCollection<string>)> OfMapping(JsonElement pairs, string at)
    {
        var place = -1;
        foreach (var pair in pairs.EnumerateArray())
        {
            place++;
            if (Text(pair, "source") is { } source)
            {
                var roots = source.Contains("${", StringComparison.Ordinal) ? ExpressionSites.Roots(source) : RootOf(source);
                yield return (string.Create(CultureInfo.InvariantCulture, $"{at}[{place}].source"), roots);
            }
        }
    }

    // Operations come one after the other: what one has put into the document, the next may read; and once the document is
    // another one, its names are none of the context's.
    private static IEnumerable<(string, IReadOnlyCollection<string>)> OfOperations(JsonElement steps, string at)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        var place = -1;
        foreach (var step in steps.EnumerateArray())
        {
            place++;
            if (Text(step, "operation") is not { } operation
                || !step.TryGetProperty("spec", out var spec)
                || spec.ValueKind is not JsonValueKind.Object)
            {
                continue;
            }

            foreach (var (field, path) in Reads(operation, spec))
            {
                var roots = RootOf(path).Where(r => !made.Contains(r)).ToArray();
                yield return (string.Create(CultureInfo.InvariantCulture, $"{at}[{place}].spec{field}"), roots);
            }

            if (operation is "shift" or "extract")
            {
                yield break;
            }

            made.UnionWith(Writes(operation, spec).SelectMany(RootOf));
        }
    }

    private static IEnumerable<(string Field, string Path)> Reads(string operation, JsonElement spec) => operation switch
    {
        "shift" => Members(spec).SelectMany(m => Paths(m.Value, $".{m.Name}")),
        "coalesce" => Members(spec).Where(m => m.Name != "ignore").SelectMany(m => Paths(m.Value, $".{m.Name}")),
        "concat" => Items(spec, "sources").SelectMany(s => Text(s.Item, "path") is { } path ? [($"{s.Field}.path", path)] : Array.Empty<(string, string)>()),
        "uuid" => Members(spec).SelectMany(m => Items(m.Value, "names").SelectMany(n =>
            Text(n.Item, "path") is { } path ? [($".{m.Name}{n.Field}.path", path)] : Array.Empty<(string, string)>())),
        "timestamp" => Members(spec).Where(m => Text(m.Value, "inputFormat") is not "$now").Select(m => ($".{m.Name}", m.Name)),
        "extract" or "remove_characters" or "add_prefix" or "add_suffix" or "to_uppercase" or "to_lowercase" =>
            Text(spec, "path") is { } path ? [(".path", path)] : [],
        _ => [],
    };

    private static IEnumerable<string> Writes(string operation, JsonElement spec) => operation switch
    {
        "concat" => Text(spec, "targetPath") is { } target ? [target] : [],
        "default" or "coalesce" or "uuid" or "timestamp" => Members(spec).Select(m => m.Name),
        _ => [],
    };

    private static IEnumerable<(string Field, string Path)> Paths(JsonElement value, string at) => value.ValueKind switch
    {
        JsonValueKind.String => JsonStrings.TryGet(value, out var path) ? [(at, path)] : [],
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, i) => Paths(item, string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"))),
        _ => [],
    };

    private static IEnumerable<(string Field, JsonElement Item)> Items(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array
            ? list.EnumerateArray().Select((item, i) => (string.Create(CultureInfo.InvariantCulture, $".{name}[{i}]"), item))
            : [];

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement holder) => holder.EnumerateObject()
        .Select(m => (Name: JsonStrings.TryGetName(m, out var name) ? name : "", m.Value))
        .Where(m => m.Name.Length > 0);

    // "$.workflow.x" begins with the whole document's own sign; what is wrong with it is pointed out where texts are looked at.
    private static string[] RootOf(string path) =>
        path != Whole && PathText.TryParse(path, out _) is { Root: not Whole } read ? [read.Root] : [];

    private static JsonElement? List(JsonElement data, string name) =>
        data.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array && list.GetArrayLength() > 0 ? list : null;

    private static string? Text(JsonElement holder, string name) =>
        holder.ValueKind is JsonValueKind.Object
        && holder.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String
        && JsonStrings.TryGet(value, out var text)
            ? text
            : null;
}
