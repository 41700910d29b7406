using System.Runtime.InteropServices;
using System.Text.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Json;

/// <summary>
/// The named JSON values that conditions, mappings and templates can see: <c>workflow</c>, one entry per node that
/// ran, and <c>output</c>. Immutable, ordered, ordinal names; numbers keep the text they came with.
/// Source: <c>spec/reference-engine.md</c>, 1.8.
/// </summary>
public sealed class JsonScope
{
    private readonly Dictionary<string, JsonElement> _values;
    private readonly List<string> _names;

    /// <summary>Names in the order in which they are written; a repeated name keeps its first place and its last value.</summary>
    public JsonScope(IEnumerable<KeyValuePair<string, JsonElement>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        _names = [];
        foreach (var (name, value) in values)
        {
            if (!_values.TryAdd(name, value))
            {
                _values[name] = value;
                continue;
            }

            _names.Add(name);
        }
    }

    public static JsonScope Empty => new([]);

    /// <summary>What is done with this scope counts together: one scope is what one node sees at one time.</summary>
    internal WorkBudget Work { get; } = new();

    public IReadOnlyList<string> Names => _names;

    /// <summary>The members of <paramref name="value"/> as names; empty when it is not an object.</summary>
    public static JsonScope FromObject(JsonElement value) =>
        value.ValueKind is not JsonValueKind.Object
            ? Empty
            : new JsonScope(value.EnumerateObject()
                .Where(p => JsonStrings.TryGetName(p, out _))
                .Select(p => KeyValuePair.Create(p.Name, p.Value)));

    public bool TryGetValue(string name, out JsonElement value) => _values.TryGetValue(name, out value);

    /// <summary>Writes the whole scope as one JSON object.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        foreach (var name in _names)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(_values[name]), skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>The whole scope as one JSON object.</summary>
    public JsonElement ToElement() => JsonBuffer.ToElement(this, static (writer, scope) => scope.WriteTo(writer));
}
