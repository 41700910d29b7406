using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executors;

namespace Flowker.Api.Endpoints;

/// <summary>What the create of an executor configuration answers.</summary>
[SchemaName("ExecutorConfigurationCreateOutput", Versioned = true)]
internal sealed record ExecutorCreatedResponse(Guid Id, string Name, string Status, DateTime CreatedAt);

/// <summary>One executor configuration. Source: <c>spec/reference-api.md</c>, 5.5.</summary>
[SchemaName("ExecutorConfigurationOutput", Versioned = true)]
internal sealed record ExecutorConfigurationResponse(
    Guid Id,
    string Name,
    string? Description,
    string BaseUrl,
    IReadOnlyList<ExecutorEndpointResponse> Endpoints,
    ExecutorAuthenticationResponse Authentication,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata,
    int Version,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    DateTime? LastTestedAt)
{
    public static ExecutorConfigurationResponse Of(ExecutorConfigurationView view) => new(
        view.Id,
        view.Name,
        view.Description,
        view.BaseUrl,
        [.. view.Endpoints.Select(e => new ExecutorEndpointResponse(e.Name, e.Path, e.Method, e.Timeout))],
        new ExecutorAuthenticationResponse(view.AuthenticationType, view.AuthenticationConfig),
        view.Status,
        view.Metadata,
        view.Version,
        view.CreatedAt.UtcDateTime,
        view.UpdatedAt.UtcDateTime,
        view.LastTestedAt?.UtcDateTime);
}

/// <summary><see cref="Timeout"/> in seconds.</summary>
[SchemaName("ExecutorEndpoint")]
internal sealed record ExecutorEndpointResponse(string Name, string Path, string Method, int Timeout);

[SchemaName("ExecutorAuthentication")]
internal sealed record ExecutorAuthenticationResponse(
    string Type, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Config);
