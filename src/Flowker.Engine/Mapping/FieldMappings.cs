using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>
/// Compiles a list of field mappings to operations: one shift of all pairs, then each mapping's own transformation at its
/// target. Source: <c>spec/reference-engine.md</c>, 3.1 and 3.2; <c>required</c> is per mapping.
/// </summary>
internal static class FieldMappings
{
    /// <summary>Null with an error when a mapping is faulty; empty when there is nothing to do.</summary>
    public static ImmutableArray<Operation>? TryCompile(JsonElement mappings, out string? error)
    {
        error = null;
        var pairs = new List<ShiftPair>();
        var transformations = new List<Operation>();
        var place = 0;
        foreach (var item in mappings.EnumerateArray())
        {
            place++;
            if (item.ValueKind is not JsonValueKind.Object)
            {
                continue;
            }

            if (!TryAdd(item, pairs, transformations, out error))
            {
                error = $"mapping {place}: {error}";
                return null;
            }
        }

        return pairs.Count == 0 ? [.. transformations] : [new ShiftOperation([.. pairs]), .. transformations];
    }

    private static bool TryAdd(JsonElement item, List<ShiftPair> pairs, List<Operation> transformations, out string? error)
    {
        error = null;
        var source = Text(item, "source");
        var target = Text(item, "target");
        if (source.Length > 0 && target.Length > 0)
        {
            var required = item.TryGetProperty("required", out var flag) && flag.ValueKind is JsonValueKind.True;
            if (OperationParser.Pair(target, source, required, out error) is not { } pair)
            {
                return false;
            }

            // A later mapping with the same target takes its place.
            pairs.RemoveAll(p => p.Target.Text == target);
            pairs.Add(pair);
        }

        if (!item.TryGetProperty("transformation", out var transformation)
            || transformation.ValueKind is not JsonValueKind.Object
            || Text(transformation, "type") is not { Length: > 0 } type)
        {
            return true;
        }

        if (OperationParser.TryParse(type, Spec(target, transformation), require: false, out error) is not { } operation)
        {
            return false;
        }

        transformations.Add(operation);
        return true;
    }

    // {path: target} with the mapping's own config laid over it.
    private static JsonElement Spec(string target, JsonElement transformation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("path", target);
            if (transformation.TryGetProperty("config", out var config) && config.ValueKind is JsonValueKind.Object)
            {
                foreach (var member in config.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out _)))
                {
                    writer.WritePropertyName(member.Name);
                    writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
                }
            }

            writer.WriteEndObject();
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }

    private static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text)
            ? text
            : "";
}
