using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping.Operations;

namespace Flowker.Engine.Mapping;

/// <summary>
/// Reads a list of field mappings as operations: one that moves all pairs, then each mapping's own transformation at its
/// target. What is no mapping is passed over here; <see cref="MappingForm"/> is asked before a workflow is stored.
/// </summary>
internal static class FieldMappings
{
    /// <param name="mappings">A JSON array.</param>
    /// <param name="eachNewElement">Two mappings to <c>a[+]</c> make two elements; without, the later one takes the place of the earlier.</param>
    /// <exception cref="MappingException">A mapping is faulty.</exception>
    public static ImmutableArray<Operation> Parse(JsonElement mappings, bool eachNewElement)
    {
        var pairs = new Pairs(eachNewElement);
        var transformations = new List<Operation>();
        var place = 0;
        foreach (var item in mappings.EnumerateArray())
        {
            place++;
            if (item.ValueKind is not JsonValueKind.Object)
            {
                continue;
            }

            try
            {
                Add(item, pairs, transformations);
            }
            catch (MappingException fault)
            {
                throw new MappingException($"mapping {place}: {fault.Message}");
            }
        }

        ImmutableArray<MapOperation.Pair> moved = [.. pairs.InOrder];
        return moved.IsEmpty ? [.. transformations] : [new MapOperation(moved), .. transformations];
    }

    /// <summary>True when several mappings have one target that names a new element.</summary>
    public static bool MakeSeveralElements(JsonElement mappings)
    {
        if (mappings.ValueKind is not JsonValueKind.Array)
        {
            return false;
        }

        var targets = new HashSet<string>(StringComparer.Ordinal);
        return mappings.EnumerateArray()
            .Where(m => m.ValueKind is JsonValueKind.Object)
            .Select(m => Spec.Text(m, "target") ?? "")
            .Any(target => MakesElement(target) && !targets.Add(target));
    }

    private static bool MakesElement(string target) =>
        target.Contains("[+]", StringComparison.Ordinal) || target.Contains("[-]", StringComparison.Ordinal);

    private static void Add(JsonElement item, Pairs pairs, List<Operation> transformations)
    {
        var source = Spec.Text(item, "source") ?? "";
        var target = Spec.Text(item, "target") ?? "";
        if (source.Length > 0 && target.Length > 0)
        {
            var required = item.TryGetProperty("required", out var flag) && flag.ValueKind is JsonValueKind.True;
            pairs.Add(target, MapOperation.ParsePair(target, source, required));
        }

        if (item.TryGetProperty("transformation", out var transformation)
            && transformation.ValueKind is JsonValueKind.Object
            && Spec.Text(transformation, "type") is { Length: > 0 } type)
        {
            transformations.Add(OperationParser.Parse(type, SpecOf(type, target, transformation), require: false));
        }
    }

    private static JsonElement SpecOf(string type, string target, JsonElement transformation)
    {
        var config = transformation.TryGetProperty("config", out var given) && given.ValueKind is JsonValueKind.Object ? given : default;
        return type switch
        {
            // The reference lays these over {path: target}, where they can only fail.
            "timestamp" or "uuid" => JsonObjects.Write(writer =>
            {
                writer.WritePropertyName(target);
                if (config.ValueKind is JsonValueKind.Object)
                {
                    JsonText.WriteRaw(writer, config);
                }
                else
                {
                    writer.WriteNullValue();
                }
            }),
            "coalesce" => throw new MappingException("coalesce: it chooses between several sources, and stands in 'transforms'"),
            _ => JsonObjects.Write(writer =>
            {
                writer.WriteString("path", target);
                if (config.ValueKind is JsonValueKind.Object)
                {
                    foreach (var (name, value) in Spec.Members(config))
                    {
                        writer.WritePropertyName(name);
                        JsonText.WriteRaw(writer, value);
                    }
                }
            }),
        };
    }

    /// <summary>In the author's order; a later mapping with the same target takes its place, at the end.</summary>
    private sealed class Pairs(bool eachNewElement)
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
        private readonly List<MapOperation.Pair?> _pairs = [];

        public IEnumerable<MapOperation.Pair> InOrder => _pairs.OfType<MapOperation.Pair>();

        public void Add(string target, MapOperation.Pair pair)
        {
            if (!eachNewElement || !MakesElement(target))
            {
                if (_places.TryGetValue(target, out var before))
                {
                    _pairs[before] = null;
                }

                _places[target] = _pairs.Count;
            }

            _pairs.Add(pair);
        }
    }
}
