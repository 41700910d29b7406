using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Executors.Http;

/// <summary>Query strings, as text: what is there already is kept as it was written.</summary>
internal static class QueryText
{
    /// <summary>The queries that are not empty, one after the other.</summary>
    public static string Join(params IEnumerable<string> queries) => string.Join('&', queries.Where(q => q.Length > 0));

    /// <summary>
    /// The node's <c>query</c> object: texts, numbers and booleans, lists of them as a repeated parameter. A value that is
    /// null or not there is left out.
    /// </summary>
    public static string FromNode(JsonElement nodeData, JsonScope scope)
    {
        if (Member.Find(nodeData, "query") is not { } query)
        {
            return "";
        }

        if (query.ValueKind is not JsonValueKind.Object)
        {
            throw new CallRefusedException("The node's query is not an object.");
        }

        return Join(query.EnumerateObject().SelectMany(p => Parameters(p.Name, p.Value, scope)));
    }

    /// <summary>The URL with the parameter set, in place of any of that name.</summary>
    public static Uri Set(Uri url, string name, string value)
    {
        var others = url.Query.TrimStart('?').Split('&').Where(pair => NameOf(pair) != name);
        var query = Join([.. others, Pair(name, value)]);
        return new Uri($"{url.GetLeftPart(UriPartial.Path)}?{query}");
    }

    private static IEnumerable<string> Parameters(string name, JsonElement literal, JsonScope scope)
    {
        var where = $"query parameter \"{name}\"";
        if (TemplateValue.Render(literal, scope, where) is not { } value)
        {
            return [];
        }

        var values = value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        return values.Select(v => TemplateValue.AsText(v, where)).OfType<string>().Select(text => Pair(name, text));
    }

    public static string Pair(string name, string value) => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";

    private static string NameOf(string pair) => Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' '));
}
