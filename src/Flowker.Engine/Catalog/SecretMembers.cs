using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>
/// What a JSON Schema says of one place in a value, as far as secrets go: whether it is marked <c>writeOnly</c>, and the same for
/// what is below it. Branches of a schema all count, whichever of them the value fits.
/// </summary>
public sealed class SecretMembers
{
    private static readonly string[] Branches = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Single = ["if", "then", "else"];

    private readonly JsonElement _root;
    private readonly List<JsonElement> _schemas = [];

    private SecretMembers(JsonElement root, IEnumerable<JsonElement> schemas)
    {
        _root = root;
        foreach (var schema in schemas)
        {
            Add(schema, []);
        }
    }

    /// <summary>No schema marks anything.</summary>
    public static SecretMembers None { get; } = new(default, []);

    /// <summary>Everything is a secret: of a provider whose schema is not known any more.</summary>
    public static SecretMembers All { get; } = new(default, []) { IsSecret = true };

    /// <summary>Whether this place is marked.</summary>
    public bool IsSecret { get; private set; }

    public static SecretMembers Of(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Contains("writeOnly", StringComparison.Ordinal) ? Of(JsonText.Parse(schema)) : None;
    }

    /// <summary>The member of an object.</summary>
    public SecretMembers Member(string name) => _schemas.Count == 0 ? this : new SecretMembers(_root, _schemas.SelectMany(s => Members(s, name)));

    /// <summary>The items of an array.</summary>
    public SecretMembers Item() => _schemas.Count == 0
        ? this
        : new SecretMembers(_root, _schemas.SelectMany(s => Property(s, "items") is { } items
            ? Items(s, "prefixItems").Append(items)
            : Items(s, "prefixItems")));

    private static SecretMembers Of(JsonElement schema) => new(schema, [schema]);

    private static IEnumerable<JsonElement> Members(JsonElement schema, string name)
    {
        var described = false;
        if (Property(schema, "properties") is { ValueKind: JsonValueKind.Object } properties && properties.TryGetProperty(name, out var own))
        {
            described = true;
            yield return own;
        }

        if (Property(schema, "patternProperties") is { ValueKind: JsonValueKind.Object } patterns)
        {
            // Which of the patterns a name fits is left open: each is a part of a schema that somebody wrote, not of the program.
            foreach (var pattern in patterns.EnumerateObject())
            {
                yield return pattern.Value;
            }
        }

        if (!described && Property(schema, "additionalProperties") is { } other)
        {
            yield return other;
        }
    }

    private void Add(JsonElement schema, HashSet<string> references)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        _schemas.Add(schema);
        IsSecret |= Property(schema, "writeOnly") is { ValueKind: JsonValueKind.True };
        foreach (var branch in Branches.SelectMany(b => Items(schema, b)).Concat(Single.Select(s => Property(schema, s)).OfType<JsonElement>()))
        {
            Add(branch, references);
        }

        if (Property(schema, "dependentSchemas") is { ValueKind: JsonValueKind.Object } dependent)
        {
            foreach (var branch in dependent.EnumerateObject())
            {
                Add(branch.Value, references);
            }
        }

        if (Property(schema, "$ref") is { ValueKind: JsonValueKind.String } reference
            && references.Add(reference.GetString()!)
            && Find(reference.GetString()!) is { } target)
        {
            Add(target, references);
        }
    }

    private JsonElement? Find(string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        JsonElement? at = _root;
        foreach (var step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = at is { ValueKind: JsonValueKind.Object } holder
                ? Property(holder, Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
                : null;
        }

        return at;
    }

    private static JsonElement? Property(JsonElement schema, string name) => schema.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement[] Items(JsonElement schema, string name) =>
        Property(schema, name) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];
}
