using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>The console's types are made from a copy of the OpenAPI document: it must be today's.</summary>
public sealed class ConsoleContractTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task The_console_knows_todays_document()
    {
        var copy = Path.Combine(Repository.Root, "src", "Flowker.Console", "openapi.json");
        var served = JsonNode.Parse(await service.Http.GetStringAsync("/openapi/v1.json"))!;
        served["servers"] = null;
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(copy))!;
        kept["servers"] = null;

        Assert.True(
            JsonNode.DeepEquals(served, kept),
            "The OpenAPI document has changed. Save /openapi/v1.json as src/Flowker.Console/openapi.json and run 'npm run api' there.");
    }
}
