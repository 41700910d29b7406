using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>Reads the members of an operation's <c>spec</c>; what is faulty is a <see cref="MappingException"/>.</summary>
internal static class Spec
{
    public static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement spec)
    {
        foreach (var member in spec.EnumerateObject())
        {
            yield return JsonStrings.TryGetName(member, out var name)
                ? (name, member.Value)
                : throw new MappingException("a name is not valid Unicode");
        }
    }

    /// <summary>Null when it is absent, null or no text.</summary>
    public static string? Text(JsonElement spec, string name) =>
        spec.TryGetProperty(name, out var value) ? Text(value) : null;

    public static string? Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;

    /// <summary>A text that must be there and not be empty.</summary>
    public static string Required(JsonElement spec, string name) =>
        Text(spec, name) is { Length: > 0 } text ? text : throw new MappingException($"'{name}' is required");

    public static FieldPath Source(string text) => PathText.TryParse(text, out var error) ?? throw new MappingException(error!);

    public static FieldPath Target(string text) => PathText.TryParseTarget(text, out var error) ?? throw new MappingException(error!);

    /// <summary>A path to what is there already: without <c>[+]</c> and <c>[-]</c>.</summary>
    public static FieldPath Existing(string text)
    {
        var path = Source(text);
        return path.Steps.Any(s => s.Kind is StepKind.Append or StepKind.Prepend)
            ? throw new MappingException($"path '{text}': [+] and [-] name nothing that is there")
            : path;
    }

    public static ImmutableArray<FieldPath> Paths(JsonElement list, string what)
    {
        if (list.ValueKind is not JsonValueKind.Array)
        {
            throw new MappingException($"{what} must be a list of paths");
        }

        return [.. list.EnumerateArray().Select(i => Text(i) is { } text ? Source(text) : throw new MappingException($"{what} must be a list of paths"))];
    }
}
