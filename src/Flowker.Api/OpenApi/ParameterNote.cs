using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>A parameter that a route reads from its path, query or headers.</summary>
internal sealed record ParameterNote(string Name, ParameterLocation In, string Description)
{
    public bool Required { get; init; }

    public JsonSchemaType Type { get; init; } = JsonSchemaType.String;

    public string? Format { get; init; }

    public IReadOnlyList<string> OneOf { get; init; } = [];

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? Minimum { get; init; }

    public int? Maximum { get; init; }

    public JsonNode? Preset { get; init; }

    public OpenApiParameter ToParameter(OpenApiDocument document) => new()
    {
        Name = Name,
        In = In,
        Description = Description,
        Required = Required,
        Schema = OneOf.Count > 0 && WordList.Of(OneOf) is { } words ? words.In(document) : new OpenApiSchema
        {
            Type = Type,
            Format = Format,
            MinLength = MinLength,
            MaxLength = MaxLength,
            Minimum = Minimum?.ToString(CultureInfo.InvariantCulture),
            Maximum = Maximum?.ToString(CultureInfo.InvariantCulture),
            Default = Preset?.DeepClone(),
            Enum = OneOf.Count == 0 ? null : [.. OneOf.Select(v => (JsonNode)JsonValue.Create(v)!)],
        },
    };
}
