using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>What a client sees of a provider's protection.</summary>
public abstract class ProviderProtectionTests(Service service)
{
    [Fact]
    public async Task An_execution_whose_provider_is_down_waits_inside_its_policy_and_says_so()
    {
        var provider = await CreateAsync("""{"circuitBreaker":{"failureThreshold":1,"openSeconds":3}}""");
        var workflow = await service.ActivateAsync(
            Workflows.OneCall("\"path\":\"/status/503\",\"retry\":{\"maxAttempts\":2,\"initialIntervalMs\":10}")
                .Replace("{provider}", (string?)provider.Json["id"], StringComparison.Ordinal),
            Workflows.OneCallEdges);
        var id = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonNode? wait;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            wait = (await service.GetAsync($"/v1/executions/{id}")).Json["waitingOn"]?[0];
        }
        while ((string?)wait?["type"] != "circuitBreaker");

        Assert.Equal(("call", 2, (string?)provider.Json["id"]), ((string?)wait["nodeId"], (int)wait["attempt"]!, (string?)wait["providerConfigId"]));
        Assert.True((DateTimeOffset)wait["since"]! < (DateTimeOffset)wait["until"]!);
        var listed = (await service.GetAsync($"/v1/executions?workflowId={workflow}")).Json["items"]![0]!;
        Assert.Equal(("running", "circuitBreaker"), ((string?)listed["status"], (string?)listed["waitingOn"]![0]!["type"]));
        var step = (await service.GetAsync($"/v1/executions/{id}/steps/call")).Json;
        Assert.Equal(("waiting", "circuitBreaker"), ((string?)step["status"], (string?)step["waitingOn"]!["type"]));
        Assert.Single(step["attempts"]!.AsArray());

        // The second attempt is the probe.
        var results = await service.ResultsAsync(id);
        Assert.Equal("failed", (string?)results["status"]);
        Assert.Equal(2, (int)results["stepResults"]![0]!["attempts"]!);
    }

    [Theory]
    [InlineData("""{"limits":{"maxConcurrency":0}}""", "config.limits.maxConcurrency")]
    [InlineData("""{"limits":{"maxCalls":1}}""", "config.limits")]
    [InlineData("""{"circuitBreaker":{"openSeconds":"long"}}""", "config.circuitBreaker.openSeconds")]
    public async Task Faulty_settings_are_refused_with_their_place(string more, string field)
    {
        var answer = await CreateAsync(more);
        answer.Is(422, "FLK-0293");
        Assert.Contains(answer.Json["fields"]!.AsObject(), f => f.Key.StartsWith(field, StringComparison.Ordinal));
    }

    private Task<Answer> CreateAsync(string more)
    {
        var config = JsonNode.Parse(more)!;
        config["base_url"] = service.Provider.Address.ToString();
        return service.PostAsync("/v1/provider-configurations", new JsonObject
        {
            ["name"] = Guid.NewGuid().ToString(),
            ["providerId"] = "http",
            ["config"] = config,
        });
    }
}

public sealed class ProviderProtectionTestsOnSqlite(Service service) : ProviderProtectionTests(service), IClassFixture<Service>;

public sealed class ProviderProtectionTestsOnPostgres(PostgresService service) : ProviderProtectionTests(service), IClassFixture<PostgresService>;
