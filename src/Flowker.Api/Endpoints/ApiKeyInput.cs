using System.ComponentModel.DataAnnotations;
using Flowker.Api.OpenApi;

namespace Flowker.Api.Endpoints;

/// <summary>The body of a new API key, for the API's document.</summary>
[Example("""{"name":"payments-service","role":"operator","expiresAt":"2030-01-01T00:00:00Z"}""")]
internal sealed record ApiKeyInput(
    [property: StringLength(100, MinimumLength = 1)] string Name,
    [property: AllowedValues("viewer", "operator", "editor", "admin")] string Role,
    DateTime? ExpiresAt);
