using System.Text.Json;
using Flowker.Engine.Mapping.Operations;

namespace Flowker.Engine.Mapping;

/// <summary>Members that an operation's <c>spec</c> holds and the operation would pass over.</summary>
internal static class SpecForm
{
    private static readonly string[] OfTime = ["inputFormat", "outputFormat"];
    private static readonly string[] OfUuid = ["version", "namespace", "names"];
    private static readonly string[] OfName = ["path", "default"];
    private static readonly string[] OfPiece = ["value", "path"];

    public static IEnumerable<FormFault> OfSpec(string operation, JsonElement spec) => operation switch
    {
        "timestamp" => Each(spec, Time),
        "uuid" => Each(spec, Uuid),
        _ => Common(operation, spec),
    };

    /// <summary>Of a mapping's own transformation, whose target is the path.</summary>
    public static IEnumerable<FormFault> OfConfig(string operation, JsonElement config) => operation switch
    {
        "timestamp" => Time(config),
        "uuid" => Uuid(config),
        _ => Common(operation, config),
    };

    // Of the others the members are targets, or nothing is read.
    private static IEnumerable<FormFault> Common(string operation, JsonElement spec) => operation switch
    {
        "concat" => [.. MappingForm.Unknown(spec, ["sources", "targetPath", "delim"]), .. Items(spec, "sources", Piece)],
        "delete" => MappingForm.Unknown(spec, ["paths"]),
        "extract" or "to_uppercase" or "to_lowercase" => MappingForm.Unknown(spec, ["path"]),
        "remove_characters" => MappingForm.Unknown(spec, ["path", "characters"]),
        "add_prefix" => MappingForm.Unknown(spec, ["path", "prefix"]),
        "add_suffix" => MappingForm.Unknown(spec, ["path", "suffix"]),
        _ => [],
    };

    private static IEnumerable<FormFault> Each(JsonElement spec, Func<JsonElement, IEnumerable<FormFault>> check) =>
        Spec.Members(spec).SelectMany(m => MappingForm.Within($".{Paths.FieldPath.Cut(m.Name)}", m.Value, check));

    private static IEnumerable<FormFault> Items(JsonElement spec, string name, Func<JsonElement, IEnumerable<FormFault>> check) =>
        MappingForm.Member(spec, name) is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray().SelectMany((item, i) => MappingForm.Within($".{name}[{i}]", item, check))
            : [];

    private static IEnumerable<FormFault> Time(JsonElement rule) => MappingForm.Unknown(rule, OfTime);

    private static IEnumerable<FormFault> Uuid(JsonElement rule) => [.. MappingForm.Unknown(rule, OfUuid), .. Items(rule, "names", Name)];

    private static IEnumerable<FormFault> Name(JsonElement name) =>
    [
        .. MappingForm.Unknown(name, OfName),
        .. MappingForm.Member(name, "default") is { ValueKind: not JsonValueKind.String } ? [new FormFault(".default", "'default' must be a string")] : (FormFault[])[],
    ];

    private static IEnumerable<FormFault> Piece(JsonElement piece) =>
    [
        .. MappingForm.Unknown(piece, OfPiece),
        .. MappingForm.Member(piece, "value") is not null && MappingForm.Member(piece, "path") is not null
            ? [new FormFault("", "it has either a 'value' or a 'path'")]
            : (FormFault[])[],
    ];
}
