using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Flowker.Grains.Interfaces;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>
/// Makes schemas tell what is sent: members without a value are left out rather than null, members that are never without
/// one are required, and raw JSON is an object of any shape.
/// </summary>
internal sealed class SchemaWriter : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(Json) || type == typeof(IReadOnlyDictionary<string, Json>) || type.IsDefined(typeof(AnyMembersAttribute), inherit: false))
        {
            schema.AdditionalProperties = null;
            ComponentWriter.AnyMembers(schema);
        }

        if (schema.Type is { } types && types != JsonSchemaType.Null)
        {
            schema.Type = types & ~JsonSchemaType.Null;
        }

        if (context.JsonTypeInfo.Kind is JsonTypeInfoKind.Object)
        {
            Note(schema, type);
            schema.Required = Required(context.JsonTypeInfo);
        }
        else if (context.JsonPropertyInfo?.AttributeProvider is { } member)
        {
            Note(schema, member);
#pragma warning disable CS0618 // The contract's own documents say "example".
            schema.Example ??= PresetExample(schema) ?? MemberExample(context.JsonPropertyInfo);
#pragma warning restore CS0618
        }

        return Task.CompletedTask;
    }

    private static void Note(OpenApiSchema schema, ICustomAttributeProvider noted)
    {
        schema.Description = noted.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute description, ..]
            ? description.Description
            : null;
        if (noted.GetCustomAttributes(typeof(ExampleAttribute), inherit: false) is [ExampleAttribute example, ..])
        {
#pragma warning disable CS0618 // The contract's own documents say "example".
            schema.Example = Read(example.Json);
#pragma warning restore CS0618
        }
    }

    private static JsonNode? PresetExample(OpenApiSchema schema) => schema.Format switch
    {
        "uuid" => "f7e6d5c4-b3a2-4098-b654-321fedcba098",
        "date-time" => "2026-03-17T14:35:00Z",
        _ => schema.Type is JsonSchemaType.Boolean ? true : null,
    };

    private static JsonNode? MemberExample(JsonPropertyInfo member)
    {
        var schema = member.DeclaringType.GetCustomAttribute<SchemaNameAttribute>()?.Name ?? member.DeclaringType.Name;
        return MemberExamples.Of(schema, member.Name) is { } example ? Read(example) : null;
    }

    private static JsonNode? Read(string example)
    {
        try
        {
            return JsonNode.Parse(example);
        }
        catch (JsonException)
        {
            return JsonValue.Create(example);
        }
    }

    private static HashSet<string>? Required(JsonTypeInfo type)
    {
        if (type.Type.GetCustomAttribute<SchemaNameAttribute>() is { PromisesNothing: true })
        {
            return null;
        }

        var nullability = new NullabilityInfoContext();
        HashSet<string> required =
        [
            .. type.Properties
                .Where(p => !p.IsExtensionData && p.AttributeProvider is PropertyInfo property
                    && property.GetCustomAttribute<JsonIgnoreAttribute>() is null
                    && nullability.Create(property).ReadState is NullabilityState.NotNull)
                .Select(p => p.Name),
        ];
        return required.Count == 0 ? null : required;
    }
}
