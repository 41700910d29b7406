using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Grains.Interfaces;

namespace Flowker.Grains.Workflows;

/// <summary>The body <c>{templateId, params}</c>. Source: <c>spec/reference-api.md</c>, 5.1.2.</summary>
internal static class TemplateRequest
{
    private static readonly JsonElement EmptyObject = JsonText.Parse("{}");

    /// <summary>The body of the create that the template makes, or FLK-0001, FLK-0240, FLK-0242.</summary>
    public static (Json Workflow, Fault? Fault) Build(Json body, ProviderCatalog catalog)
    {
        if (!JsonText.TryParse(body.Utf8, out var sent) || sent.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return (default, Faults.BadBody("The body must be a JSON object."));
        }

        sent = sent.ValueKind is JsonValueKind.Object ? sent : EmptyObject;
        var parameters = Member(sent, "params") ?? EmptyObject;
        if (Member(sent, "templateId") is { ValueKind: not JsonValueKind.String } || parameters.ValueKind is not JsonValueKind.Object)
        {
            return (default, Faults.BadBody("templateId must be a text and params an object."));
        }

        var id = Member(sent, "templateId")?.GetString() ?? "";
        if (catalog.Template(id) is not { } template)
        {
            return (default, Faults.TemplateNotFound(id));
        }

        var faults = catalog.TemplateFaults(template, parameters);
        return faults.Count == 0
            ? (new Json(JsonText.ToUtf8Bytes(template.Build(parameters))), null)
            : (default, Faults.OfSchema("FLK-0242", "params", faults));
    }

    private static JsonElement? Member(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
}
