using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Endpoints;

/// <summary>The bodies of configurations, for the API's document. Source: <c>spec/reference-api.md</c>, 5.4 and 5.6.</summary>
[Example("""
    {"name":"bank","providerId":"http","config":{"base_url":"https://bank.example.com","auth":{"type":"bearer","config":{"token":"..."}}}}
    """)]
internal sealed record ProviderConfigurationInput(
    [property: StringLength(100, MinimumLength = 1)] string Name,
    [property: StringLength(500)] string? Description,
    string ProviderId,
    Json Config,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata);

/// <summary>Why; it is kept for good, so that it holds no personal data.</summary>
[Example("""{"reason":"the bank says that it is back"}""")]
internal sealed record CloseCircuitInput([property: StringLength(500, MinimumLength = 1)] string Reason);

[Example("""{"config":{"method":"GET","path":"/accounts/7"}}""")]
internal sealed record ExecutorConfigInput([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Config);

/// <summary>What is not named stays.</summary>
[Example("""{"description":"the bank's sandbox","config":{"base_url":"https://sandbox.bank.example.com","api_key":"********"}}""")]
internal sealed record ProviderConfigurationChange(
    [property: StringLength(100, MinimumLength = 1)] string? Name,
    [property: StringLength(500)] string? Description,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Config,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata);

[Example("""
    {"name":"bank","baseUrl":"https://bank.example.com",
     "endpoints":[{"name":"post","path":"/postings","method":"POST","timeout":10}],
     "authentication":{"type":"api_key","config":{"key":"..."}}}
    """)]
internal sealed record ExecutorConfigurationInput(
    [property: StringLength(100, MinimumLength = 1)] string Name,
    [property: StringLength(500)] string? Description,
    [property: StringLength(500)] string BaseUrl,
    [property: MinLength(1)] IReadOnlyList<ExecutorEndpointInput> Endpoints,
    ExecutorAuthenticationResponse Authentication,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata);

/// <summary><see cref="Timeout"/> in seconds; 0 stands for 30.</summary>
internal sealed record ExecutorEndpointInput(
    [property: StringLength(50, MinimumLength = 1)] string Name,
    [property: StringLength(200, MinimumLength = 1)] string Path,
    string Method,
    [property: Range(0, 300)] int? Timeout);
