using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping.Operations;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping;

/// <summary>What is wrong with the form of a mapping, and where in it: <c>[2].required</c>, or nothing for the whole.</summary>
internal readonly record struct FormFault(string At, string Message);

/// <summary>
/// Whether lists of mappings and of operations have the form that <c>docs/mappings.md</c> gives them. What has another form
/// would be passed over when it runs, and more be sent than its author meant. Paths and layouts are read by
/// <see cref="Transformation"/>.
/// </summary>
internal static class MappingForm
{
    // One misunderstanding repeats itself in every entry.
    private const int MaxFaults = 20;

    private static readonly string[] OfMapping = ["source", "target", "required", "transformation"];
    private static readonly string[] OfTransformation = ["type", "config"];
    private static readonly string[] OfOperation = ["operation", "spec", "require"];

    /// <summary>Of <c>inputMapping</c> or <c>outputMapping</c>; absent and null are none, and no fault.</summary>
    public static IEnumerable<FormFault> OfMappings(JsonElement? list) => Faults(list, "mappings", Mapping);

    /// <summary>Of <c>transforms</c> or <c>outputTransforms</c>.</summary>
    public static IEnumerable<FormFault> OfOperations(JsonElement? list) => Faults(list, "operations", Operation);

    private static IEnumerable<FormFault> Faults(JsonElement? list, string what, Func<JsonElement, IEnumerable<FormFault>> check)
    {
        if (list is not { ValueKind: not JsonValueKind.Null } given)
        {
            return [];
        }

        return given.ValueKind is not JsonValueKind.Array
            ? [new FormFault("", $"it must be a list of {what}")]
            : given.EnumerateArray()
                .SelectMany((item, i) => (item.ValueKind is JsonValueKind.Object ? check(item) : [new FormFault("", "it must be an object")])
                    .Select(fault => fault with { At = string.Create(CultureInfo.InvariantCulture, $"[{i}]{fault.At}") }))
                .Take(MaxFaults);
    }

    private static IEnumerable<FormFault> Mapping(JsonElement mapping) =>
    [
        .. Unknown(mapping, OfMapping),
        .. Text(mapping, "source"),
        .. Text(mapping, "target"),
        .. Flag(mapping, "required"),
        .. Member(mapping, "transformation") is { } transformation ? Within(".transformation", transformation, Transformation) : [],
    ];

    private static IEnumerable<FormFault> Transformation(JsonElement transformation)
    {
        var type = Spec.Text(transformation, "type");
        return
        [
            .. Unknown(transformation, OfTransformation),
            .. Text(transformation, "type"),
            .. Member(transformation, "config") is { } config
                ? Within(".config", config, c => SpecForm.OfConfig(type ?? "", c))
                : [],
        ];
    }

    private static IEnumerable<FormFault> Operation(JsonElement operation)
    {
        var name = Spec.Text(operation, "operation");
        return
        [
            .. Unknown(operation, OfOperation),
            .. Text(operation, "operation"),
            .. Flag(operation, "require"),
            .. Member(operation, "spec") is { } spec ? Within(".spec", spec, s => SpecForm.OfSpec(name ?? "", s)) : [],
        ];
    }

    /// <summary>Members that the object has besides those of <paramref name="known"/>.</summary>
    internal static IEnumerable<FormFault> Unknown(JsonElement holder, string[] known) => holder.EnumerateObject()
        .Where(m => !JsonStrings.TryGetName(m, out var name) || !known.Contains(name))
        .Take(MaxFaults)
        .Select(m => FieldPath.Cut(TolerantJson.NameOf(m)))
        .Select(name => new FormFault($".{name}", $"there is no member '{name}'; there are {string.Join(", ", known)}"));

    internal static IEnumerable<FormFault> Within(string at, JsonElement value, Func<JsonElement, IEnumerable<FormFault>> check) =>
        (value.ValueKind is JsonValueKind.Object ? check(value) : [new FormFault("", "it must be an object")])
            .Select(fault => fault with { At = at + fault.At });

    internal static JsonElement? Member(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private static IEnumerable<FormFault> Text(JsonElement holder, string name) =>
        Spec.Text(holder, name) is { Length: > 0 } ? [] : [new FormFault($".{name}", $"'{name}' must be a string that is not empty")];

    private static IEnumerable<FormFault> Flag(JsonElement holder, string name) =>
        Member(holder, name) is null or { ValueKind: JsonValueKind.True or JsonValueKind.False }
            ? []
            : [new FormFault($".{name}", $"'{name}' must be true or false")];
}
