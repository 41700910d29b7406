using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>Says in plain words what a keyword of a JSON Schema asks for; never what the value was, which may be a secret.</summary>
internal static class SchemaMessage
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JsonText.WriterOptions.Encoder };

    /// <summary>
    /// <paramref name="subject"/> begins the sentence. <paramref name="schema"/> is the part of the schema in which the keyword
    /// stands, and <paramref name="value"/> what it was held against.
    /// </summary>
    public static string Of(string subject, string keyword, JsonObject? schema, JsonElement? value) => (keyword, schema?[keyword]) switch
    {
        ("type", { } type) => $"{subject} must be {Types(type)}.",
        ("enum", JsonArray choices) => $"{subject} must be one of {string.Join(", ", choices.Select(Shown))}.",
        ("const", { } only) => $"{subject} must be {Shown(only)}.",
        ("required", JsonArray members) => $"{subject} needs {string.Join(" and ", Missing(members, value))}.",
        ("dependentRequired", JsonObject rules) => $"{subject} needs {string.Join(" and ", Missing(rules, value))}.",
        ("minimum", { } least) => $"{subject} must be at least {Shown(least)}.",
        ("maximum", { } most) => $"{subject} must be at most {Shown(most)}.",
        ("exclusiveMinimum", { } least) => $"{subject} must be more than {Shown(least)}.",
        ("exclusiveMaximum", { } most) => $"{subject} must be less than {Shown(most)}.",
        ("minLength", { } least) => Shown(least) == "1" ? $"{subject} must not be empty." : $"{subject} must have at least {Shown(least)} characters.",
        ("maxLength", { } most) => $"{subject} must have at most {Shown(most)} characters.",
        ("minItems", { } least) => Shown(least) == "1" ? $"{subject} must not be empty." : $"{subject} must have at least {Shown(least)} items.",
        ("maxItems", { } most) => $"{subject} must have at most {Shown(most)} items.",
        ("maxProperties", { } most) => $"{subject} must have at most {Shown(most)} members.",
        ("format", { } format) => $"{subject} must be a {Shown(format)}.",
        ("pattern", { } pattern) => Shown(pattern).Contains("[Tt][Pp]", StringComparison.Ordinal)
            ? $"{subject} must be an http or https URL."
            : $"{subject} must match {Shown(pattern)}.",
        _ => $"{subject} does not fit the schema ({(keyword.Length > 0 ? keyword : "nothing may stand there")}).",
    };

    /// <summary>The same member may be given in one of several ways, of which it has none.</summary>
    public static string OfAlternatives(string subject, JsonArray? alternatives)
    {
        string[] asked = [.. (alternatives ?? []).Select(a => a?["required"] is JsonArray required ? string.Join(" with ", required.Select(Shown)) : "")];
        return asked.Length > 0 && asked.All(a => a.Length > 0)
            ? $"{subject} needs {string.Join(" or ", asked)}."
            : $"{subject} fits none of its alternatives.";
    }

    private static string Types(JsonNode type) =>
        string.Join(" or ", (type is JsonArray several ? several.Select(Shown) : [Shown(type)]).Select(name => name switch
        {
            "object" => "an object",
            "array" => "a list",
            "integer" => "a whole number",
            "boolean" => "true or false",
            "null" => "null",
            _ => $"a {name}",
        }));

    private static IEnumerable<string> Missing(JsonArray members, JsonElement? value)
    {
        string[] missing = [.. members.Select(Shown).Where(m => !Has(value, m))];
        return missing.Length > 0 ? missing : members.Select(Shown);
    }

    private static IEnumerable<string> Missing(JsonObject rules, JsonElement? value) => rules
        .Where(r => Has(value, r.Key))
        .SelectMany(r => r.Value is JsonArray asked ? asked.Select(Shown).Where(m => !Has(value, m)).Select(m => $"{m} beside {r.Key}") : []);

    private static bool Has(JsonElement? value, string member) =>
        value is { ValueKind: JsonValueKind.Object } holder && holder.TryGetProperty(member, out _);

    private static string Shown(JsonNode? node) => node switch
    {
        JsonValue text when text.TryGetValue<string>(out var plain) => plain,
        null => "null",
        _ => node.ToJsonString(Plain),
    };
}
