using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Engine.Json;
using Json.Schema;

namespace Flowker.Engine.Catalog;

/// <summary>One JSON Schema, compiled once. Never throws on a value: what cannot be judged is a fault.</summary>
public sealed class SchemaValidator
{
    // A value of megabytes may break the schema in each of its parts, and one misunderstanding repeats itself.
    private const int MaxFaults = 100;
    private const int LongestText = 200;

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };

    private readonly Part _schema;
    private readonly Dictionary<string, Part> _members = new(StringComparer.Ordinal);

    /// <summary>Throws when <paramref name="schema"/> is no JSON Schema: schemas are part of the program.</summary>
    public SchemaValidator(string schema)
    {
        var root = JsonNode.Parse(schema) as JsonObject;
        _schema = new Part(JsonSchema.FromText(schema), root);
        HasRequired = root?["required"] is JsonArray { Count: > 0 };
        if (root?["properties"] is JsonObject members)
        {
            foreach (var (name, member) in members)
            {
                _members[name] = new Part(JsonSchema.FromText(member?.ToJsonString() ?? "true"), member as JsonObject);
            }
        }
    }

    /// <summary>The faults of the value, a hundred at most; empty when it fits.</summary>
    public IReadOnlyList<SchemaFault> Faults(JsonElement value) => Evaluate(_schema, value, "");

    /// <summary>The members that the schema describes.</summary>
    public IReadOnlyCollection<string> Members => _members.Keys;

    /// <summary>True when the schema asks for members.</summary>
    public bool HasRequired { get; }

    /// <summary>True when the schema describes a member of this name.</summary>
    public bool Describes(string member) => _members.ContainsKey(member);

    /// <summary>The faults of the described members only, each held against its own part of the schema.</summary>
    public IReadOnlyList<SchemaFault> FaultsOfMembers(JsonElement value, Func<string, JsonElement, bool> except) =>
        value.ValueKind is not JsonValueKind.Object
            ? []
            : [.. value.EnumerateObject()
                .Where(m => JsonStrings.TryGetName(m, out var name) && _members.ContainsKey(name) && !except(name, m.Value))
                .SelectMany(m => Evaluate(_members[m.Name], m.Value, "." + m.Name))
                .Take(MaxFaults)];

    /// <summary>The faults of the value without the members that the schema does not describe.</summary>
    public IReadOnlyList<SchemaFault> FaultsOfDescribed(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return Faults(value);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out var name) && _members.ContainsKey(name)))
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return Faults(JsonText.Parse(buffer.WrittenMemory));
    }

    private static List<SchemaFault> Evaluate(Part schema, JsonElement value, string at)
    {
        try
        {
            var results = schema.Compiled.Evaluate(JsonNodes.Of(value), Options);
            if (results.IsValid)
            {
                return [];
            }

            List<SchemaFault> faults = [.. SchemaFaults.Of(results, schema.Written, value, at)
                .Take(MaxFaults)
                .Select(f => new SchemaFault(Cut(f.At), Cut(f.Message)))];
            return faults.Count > 0 ? faults : [new SchemaFault(at, "The value does not fit the schema.")];
        }
        catch (Exception failure) when (failure is InvalidOperationException or FormatException or ArgumentException or OverflowException or JsonException)
        {
            // Numbers beyond any type, broken Unicode and the like: nothing that a schema of ours allows on purpose.
            return [new SchemaFault(at, "The value cannot be held against the schema.")];
        }
    }

    private static string Cut(string text) => TextLength.Cut(text, LongestText);

    /// <summary>A schema, and how it is written: what it asks for is told from that.</summary>
    private sealed record Part(JsonSchema Compiled, JsonObject? Written);
}
