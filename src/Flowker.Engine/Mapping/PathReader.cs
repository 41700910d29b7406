using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>Reads the value at a path; null when there is none. Source: <c>spec/reference-engine.md</c>, 3.4.</summary>
internal static class PathReader
{
    public static JsonElement? Read(JsonScope scope, MappingPath path, out string? error)
    {
        error = null;
        var first = path.Segments[0];
        return scope.TryGetValue(first.Name, out var root) ? Index(root, path, 0, out error) : Missing(first);
    }

    private static JsonElement? Member(JsonElement value, MappingPath path, int at, out string? error)
    {
        error = null;
        if (at == path.Segments.Length)
        {
            return value;
        }

        return value.ValueKind is JsonValueKind.Object && value.TryGetProperty(path.Segments[at].Name, out var member)
            ? Index(member, path, at, out error)
            : Missing(path.Segments[at]);
    }

    private static JsonElement? Index(JsonElement value, MappingPath path, int at, out string? error)
    {
        error = null;
        var segment = path.Segments[at];
        switch (segment.Index)
        {
            case PathIndex.None:
                return Member(value, path, at + 1, out error);
            case PathIndex.At:
                return value.ValueKind is JsonValueKind.Array && segment.Position < value.GetArrayLength()
                    ? Member(value[segment.Position], path, at + 1, out error)
                    : null;
            case PathIndex.All when value.ValueKind is JsonValueKind.Array:
                return Each(value, path, at, out error);
            case PathIndex.All when value.ValueKind is not JsonValueKind.Null:
                error = $"path '{path.Text}': '{segment.Name}' is no array";
                return null;
            case PathIndex.All:
                return Missing(segment);
            // The places before the first and after the last element hold nothing.
            default:
                return null;
        }
    }

    private static JsonElement? Each(JsonElement array, MappingPath path, int at, out string? error)
    {
        error = null;
        List<JsonElement?> values = [];
        foreach (var item in array.EnumerateArray())
        {
            values.Add(Member(item, path, at + 1, out error));
            if (error is not null)
            {
                return null;
            }
        }

        return JsonArrays.Of(values);
    }

    // An absent array has no elements, which is not the same as having no value.
    private static JsonElement? Missing(PathSegment segment) => segment.Index is PathIndex.All ? JsonArrays.Of([]) : null;
}
