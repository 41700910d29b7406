using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping.Operations;

namespace Flowker.Engine.Mapping;

/// <summary>
/// Reads a list of field mappings as operations: one that moves all pairs, then each mapping's own transformation at its
/// target. Source: <c>spec/reference-engine.md</c>, 3.1 and 3.2; <c>required</c> is per mapping.
/// </summary>
internal static class FieldMappings
{
    /// <exception cref="MappingException">A mapping is faulty.</exception>
    public static ImmutableArray<Operation> Parse(JsonElement mappings)
    {
        var pairs = new OrderedDictionary<string, MapOperation.Pair>(StringComparer.Ordinal);
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

        return pairs.Count == 0 ? [.. transformations] : [new MapOperation([.. pairs.Values]), .. transformations];
    }

    private static void Add(JsonElement item, OrderedDictionary<string, MapOperation.Pair> pairs, List<Operation> transformations)
    {
        var source = Spec.Text(item, "source") ?? "";
        var target = Spec.Text(item, "target") ?? "";
        if (source.Length > 0 && target.Length > 0)
        {
            var required = item.TryGetProperty("required", out var flag) && flag.ValueKind is JsonValueKind.True;
            // A later mapping with the same target takes its place, at the end.
            pairs.Remove(target);
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
}
