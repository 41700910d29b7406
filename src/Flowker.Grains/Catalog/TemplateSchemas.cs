using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Engine.Catalog;
using Flowker.Grains.Interfaces;
using Flowker.Storage;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Catalog;

/// <summary>The schema of a template's parameters, with the provider configurations that there are to choose from.</summary>
internal static class TemplateSchemas
{
    private const int MaxChoices = 100;

    // Readable where the schema is shown: quotes and signs as they are.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Each parameter that names a provider configuration gets <c>oneOf</c> of the active ones, by name. As it is when they
    /// cannot be read. Source: <c>spec/reference-api.md</c>, 5.6.
    /// </summary>
    public static async Task<string> WithChoicesAsync(WorkflowTemplate template, IDefinitionStore definitions)
    {
        var schema = JsonNode.Parse(template.ParamSchema)!.AsObject();
        try
        {
            foreach (var parameter in template.ProviderParameters)
            {
                var active = await definitions.ListProviderConfigurationsAsync(new DefinitionFilter
                {
                    Tenant = Tenants.Default,
                    Status = "active",
                    ProviderId = parameter.ProviderId,
                    Sort = DefinitionSort.Name,
                    Ascending = true,
                    Limit = MaxChoices,
                });
                schema["properties"]![parameter.Name]!["oneOf"] = new JsonArray(
                    [.. active.Select(c => new JsonObject { ["const"] = c.Id.ToString(), ["title"] = c.Name })]);
            }
        }
        catch (StorageUnavailableException)
        {
            return template.ParamSchema;
        }

        return Sorted(schema)!.ToJsonString(Compact);
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
