using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>
/// Finishes the schemas of the document once all are known: a sentence for each and for each member, one type for members
/// that have the same words, and members that may be absent rather than null.
/// </summary>
internal sealed class ComponentWriter : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var (name, component) in document.Components?.Schemas?.ToArray() ?? [])
        {
            if (component is not OpenApiSchema schema)
            {
                continue;
            }

            schema.Description ??= MemberTexts.OfSchema(name);
            foreach (var (member, value) in schema.Properties?.ToArray() ?? [])
            {
                schema.Properties![member] = Finished(name, member, value, document);
            }
        }

        return Task.CompletedTask;
    }

    private static IOpenApiSchema Finished(string schema, string member, IOpenApiSchema value, OpenApiDocument document)
    {
        var text = MemberTexts.OfMember(schema, member);
        if (WordList.Of(schema, member) is { } words)
        {
            var reference = words.In(document);
            reference.Description = value.Description ?? text;
            return reference;
        }

        switch (value)
        {
            case OpenApiSchema { OneOf: [var one, OpenApiSchemaReference it] } when one.Type is JsonSchemaType.Null:
                return new OpenApiSchemaReference(it.Reference.Id!, document) { Description = text };
            case OpenApiSchemaReference reference:
                return new OpenApiSchemaReference(reference.Reference.Id!, document) { Description = text };
            case OpenApiSchema plain:
                plain.Description ??= text;
                return plain;
            default:
                return value;
        }
    }

    /// <summary>An object of any members. Said as such: readers of the document take an object without members for one that has none.</summary>
    public static void AnyMembers(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        schema.Extensions["additionalProperties"] = new JsonNodeExtension(JsonValue.Create(true));
    }
}
