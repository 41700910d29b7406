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

    [Fact]
    public async Task The_trail_calls_started_only_what_was_sent_and_held_what_was_held()
    {
        var (provider, first) = await BreakAsync("held", """{"circuitBreaker":{"failureThreshold":1,"openSeconds":3}}""");
        var workflow = await CallAsync(provider, "\"path\":\"/held-then-sent\"");
        var held = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        Assert.Equal("completed", (string?)(await service.ResultsAsync(held))["status"]);

        Assert.Equal(
            ["EXECUTION_STARTED", "PROVIDER_CALL_HELD", "PROVIDER_CALL_STARTED", "PROVIDER_CALL_COMPLETED", "EXECUTION_COMPLETED"], await TrailAsync(held));
        Assert.Single(service.Provider.Calls, c => c.Path == "/held-then-sent");
        var hold = (await service.GetAsync($"/v1/audit-events?resourceId={held}&eventType=PROVIDER_CALL_HELD")).Json["items"]![0]!["metadata"]!;
        Assert.Equal(("circuitBreaker", "call", "held"), ((string?)hold["cause"], (string?)hold["node.id"], (string?)hold["provider_config.name"]));
        Assert.Equal(["EXECUTION_STARTED", "PROVIDER_CALL_STARTED", "PROVIDER_CALL_FAILED", "EXECUTION_FAILED"], await TrailAsync(first));
    }

    [Fact]
    public async Task A_call_that_was_never_made_is_not_called_started()
    {
        var provider = (string)(await CreateAsync("{}")).Json["id"]!;
        var workflow = await CallAsync(provider, "\"path\":\"/never\"");
        await service.PostAsync($"/v1/provider-configurations/{provider}/disable");

        var execution = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        var results = await service.ResultsAsync(execution);

        Assert.Equal(("failed", "FLK-0150"), ((string?)results["status"], (string?)results["errorCode"]));
        Assert.Equal(["EXECUTION_STARTED", "EXECUTION_FAILED"], await TrailAsync(execution));
    }

    [Fact]
    public async Task A_rejected_call_is_rejected_in_the_trail_too()
    {
        var workflow = await CallAsync((string)(await CreateAsync("{}")).Json["id"]!, "\"path\":\"/status/422\"");
        var execution = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        await service.ResultsAsync(execution);

        var step = (await service.GetAsync($"/v1/executions/{execution}/steps/call")).Json["attempts"]![0]!;
        var told = (await service.GetAsync($"/v1/audit-events?resourceId={execution}&eventType=PROVIDER_CALL_FAILED")).Json["items"]![0]!["metadata"]!;
        Assert.Equal(("rejected", "rejected"), ((string?)step["outcome"], (string?)told["outcome"]));
    }

    [Theory]
    [InlineData("\"retry\":{\"maxAttempts\":1}")]
    [InlineData("\"whenHeld\":\"fail\"")]
    public async Task A_node_that_does_not_wait_for_a_breaker_takes_its_error_edge(string data)
    {
        var name = Guid.NewGuid().ToString();
        var (provider, _) = await BreakAsync(name, """{"circuitBreaker":{"failureThreshold":1,"openSeconds":3600}}""");
        var other = (string)(await CreateAsync("{}")).Json["id"]!;
        var workflow = await service.ActivateAsync(
            $$"""
            [{"id":"t","type":"trigger"},
             {"id":"first","type":"executor","data":{"executorId":"http","providerConfigId":"{{provider}}","path":"/{{name}}/first",{{data}} } },
             {"id":"second","type":"executor","data":{"executorId":"http","providerConfigId":"{{other}}","path":"/{{name}}/second"} }]
            """,
            """[{"id":"1","source":"t","target":"first"},{"id":"2","source":"first","target":"second","sourceHandle":"error"}]""");

        var execution = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        var results = await service.ResultsAsync(execution);

        Assert.Equal("completed", (string?)results["status"]);
        Assert.Equal([$"/{name}/second"], service.Provider.Calls.Where(c => c.Path.StartsWith($"/{name}/", StringComparison.Ordinal)).Select(c => c.Path));
        var step = (await service.GetAsync($"/v1/executions/{execution}/steps/first")).Json;
        Assert.Equal("FLK-0507", (string?)step["output"]!["error"]!["code"]);
        Assert.Contains(name, (string?)step["errorMessage"], StringComparison.Ordinal);
        Assert.Empty(step["attempts"]!.AsArray());
        Assert.Equal(
            ["EXECUTION_STARTED", "PROVIDER_CALL_HELD", "PROVIDER_CALL_STARTED", "PROVIDER_CALL_COMPLETED", "EXECUTION_COMPLETED"], await TrailAsync(execution));
    }

    [Fact]
    public async Task A_breaker_is_closed_by_hand_for_a_reason()
    {
        var name = Guid.NewGuid().ToString();
        var (provider, _) = await BreakAsync(name, """{"circuitBreaker":{"failureThreshold":1,"openSeconds":3600}}""");
        var path = $"/v1/provider-configurations/{provider}";
        var held = (string)(await service.StartAsync(await CallAsync(provider, "\"path\":\"/back\""), Guid.NewGuid().ToString())).Json["executionId"]!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonNode? wait;
        while ((wait = (await service.GetAsync($"/v1/executions/{held}")).Json["waitingOn"]?[0]) is null)
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        Assert.Contains(name, (string?)wait["reason"], StringComparison.Ordinal);
        var breaker = (await service.GetAsync(path)).Json["guard"]!["breaker"]!;
        Assert.Equal("open", (string?)breaker["state"]);
        Assert.True((DateTimeOffset)breaker["since"]! < (DateTimeOffset)breaker["until"]!);
        Assert.Equal(0, (int)breaker["failures"]!);

        (await service.SendAsync(HttpMethod.Post, $"{path}/circuit/close", "{}")).Is(400, "FLK-0301");
        (await service.SendAsync(HttpMethod.Post, $"{path}/circuit/close", """{"reason":""}""")).Is(400, "FLK-0302");
        (await service.SendAsync(HttpMethod.Post, $"{path}/circuit/close", $$"""{"reason":"{{new string('x', 501)}}"}""")).Is(400, "FLK-0302");
        (await service.SendAsync(HttpMethod.Post, $"/v1/provider-configurations/{Guid.NewGuid()}/circuit/close", """{"reason":"x"}""")).Is(404, "FLK-0290");
        var closed = await service.SendAsync(HttpMethod.Post, $"{path}/circuit/close", """{"reason":"the bank is back"}""");
        Assert.Equal("closed", (string?)closed.Json["guard"]!["breaker"]!["state"]);

        Assert.Equal("completed", (string?)(await service.ResultsAsync(held))["status"]);
        var told = (await service.GetAsync($"/v1/audit-events?resourceId={provider}&eventType=PROVIDER_CIRCUIT_CLOSED")).Json["items"]!.AsArray();
        Assert.Equal("the bank is back", (string?)Assert.Single(told)!["metadata"]!["reason"]);
    }

    [Theory]
    [InlineData("\"whenHeld\":\"never\"", "data.whenHeld")]
    [InlineData("\"retry\":{\"maxAttempts\":2.7}", "data.retry.maxAttempts")]
    public async Task Faulty_options_of_a_call_are_refused(string data, string field)
    {
        var answer = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(Workflows.OneCall(data), Workflows.OneCallEdges));

        answer.Is(400, "FLK-0302");
        Assert.Contains(field, answer.Text, StringComparison.Ordinal);
    }

    /// <summary>A provider whose breaker one execution, which failed, has opened.</summary>
    private async Task<(string Provider, string Execution)> BreakAsync(string name, string more)
    {
        var provider = (string)(await CreateAsync(more, name)).Json["id"]!;
        var workflow = await CallAsync(provider, "\"path\":\"/status/503\",\"retry\":{\"maxAttempts\":1}");
        var execution = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!;
        Assert.Equal("failed", (string?)(await service.ResultsAsync(execution))["status"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((string?)(await service.GetAsync($"/v1/provider-configurations/{provider}")).Json["guard"]!["breaker"]!["state"] != "open")
        {
            patience.Token.ThrowIfCancellationRequested();
        }

        return (provider, execution);
    }

    private Task<string> CallAsync(string provider, string data) => service.ActivateAsync(
        Workflows.OneCall(data).Replace("{provider}", provider, StringComparison.Ordinal), Workflows.OneCallEdges);

    private async Task<string[]> TrailAsync(string execution) =>
        [.. (await service.GetAsync($"/v1/audit-events?resourceId={execution}&sortOrder=asc")).Json["items"]!.AsArray().Select(e => (string)e!["eventType"]!)];

    private Task<Answer> CreateAsync(string more) => CreateAsync(more, Guid.NewGuid().ToString());

    private Task<Answer> CreateAsync(string more, string name)
    {
        var config = JsonNode.Parse(more)!;
        config["base_url"] = service.Provider.Address.ToString();
        return service.PostAsync("/v1/provider-configurations", new JsonObject
        {
            ["name"] = name,
            ["providerId"] = "http",
            ["config"] = config,
        });
    }
}

public sealed class ProviderProtectionTestsOnSqlite(Service service) : ProviderProtectionTests(service), IClassFixture<Service>;

public sealed class ProviderProtectionTestsOnPostgres(PostgresService service) : ProviderProtectionTests(service), IClassFixture<PostgresService>;
