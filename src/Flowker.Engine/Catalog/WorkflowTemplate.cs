using System.Collections.Immutable;
using System.Text.Json;

namespace Flowker.Engine.Catalog;

/// <summary>
/// A workflow that is drawn from a few parameters. <see cref="ParamSchema"/> is a JSON Schema as text; <see cref="Build"/>
/// makes the body of a create from parameters that fit it.
/// </summary>
public sealed record WorkflowTemplate(
    string Id,
    string Name,
    string Description,
    string Version,
    string Category,
    string ParamSchema,
    ImmutableArray<ProviderParameter> ProviderParameters,
    Func<JsonElement, JsonElement> Build);

/// <summary>A parameter that names a configuration of a provider.</summary>
public sealed record ProviderParameter(string Name, string ProviderId);
