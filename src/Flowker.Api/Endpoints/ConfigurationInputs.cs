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

[Example("""{"config":{"method":"GET","path":"/accounts/7"}}""")]
internal sealed record ExecutorConfigInput([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Config);
