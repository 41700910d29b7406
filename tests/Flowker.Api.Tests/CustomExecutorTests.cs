using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Engine.Catalog;
using Flowker.Engine.Executions;
using Flowker.Executors;
using Microsoft.AspNetCore.Builder;

namespace Flowker.Api.Tests;

/// <summary>An executor of another team, as docs/custom-executors.md shows it.</summary>
public sealed class CustomExecutorTests(CustomExecutorTests.WithGreeter service) : IClassFixture<CustomExecutorTests.WithGreeter>
{
    [Fact]
    public async Task It_runs_in_workflows_with_the_composed_request()
    {
        var results = await RunAsync("\"greeting\":\"Hello\"");

        Assert.Equal("completed", (string?)results["status"]);
        Assert.Equal("Hello, Ana!", (string?)results["stepResults"]![0]!["output"]!["text"]);
    }

    [Fact]
    public async Task Its_requests_are_validated_where_the_node_wants_it()
    {
        var results = await RunAsync("\"validateRequest\":true");

        Assert.Equal(("failed", "FLK-0201"), ((string?)results["status"], (string?)results["errorCode"]));
        Assert.Contains("greeting", (string?)results["errorMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_in_the_catalog_and_its_configurations_are_checked()
    {
        Assert.Contains((await service.GetAsync("/v1/catalog/executors")).Json.AsArray(), e => (string?)e!["id"] == "acme.greet");
        Assert.Contains((await service.GetAsync("/v1/catalog/providers")).Json.AsArray(), p => (string?)p!["id"] == "acme");
        (await ConfigureAsync("""{"mark":7}""")).Is(422, "FLK-0293");
    }

    [Fact]
    public async Task What_its_schema_marks_as_write_only_is_masked_and_kept()
    {
        var path = $"/v1/provider-configurations/{(await ConfigureAsync("""{"mark":"!","greetingCard":"of-nobodys-business"}""")).Json["id"]}";
        var read = await service.GetAsync(path);
        Assert.Equal("""{"mark":"!","greetingCard":"********"}""", read.Json["config"]!.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Patch, path, $$"""{"config":{{read.Json["config"]!.ToJsonString()}} }""")).Status);
        Assert.DoesNotContain("nobodys", (await service.GetAsync("/v1/provider-configurations?limit=100")).Text, StringComparison.Ordinal);
    }

    private Task<Answer> ConfigureAsync(string config) => service.SendAsync(
        HttpMethod.Post, "/v1/provider-configurations", $$"""{"name":"{{Guid.NewGuid()}}","providerId":"acme","config":{{config}} }""");

    private async Task<JsonNode> RunAsync(string data)
    {
        var provider = (string)(await ConfigureAsync("""{"mark":"!"}""")).Json["id"]!;
        var workflow = await service.ActivateAsync(
            $$"""
            [{"id":"t","type":"trigger"},{"id":"greet","type":"executor","data":{"executorId":"acme.greet","providerConfigId":"{{provider}}",
              "inputMapping":[{"source":"workflow.name","target":"name"}],{{data}} } }]
            """,
            """[{"id":"e","source":"t","target":"greet"}]""");
        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString(), """{"name":"Ana"}""");
        Assert.True(started.Status is HttpStatusCode.Created, started.Text);
        return await service.ResultsAsync((string)started.Json["executionId"]!);
    }

    public sealed class WithGreeter : Service
    {
        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddFlowkerExecutor<GreetExecutor>(
            new ExecutorDescriptor(
                "acme.greet", "Greet", "Acme", "v1", "acme",
                """
                {"type":"object","required":["name","greeting"],
                 "properties":{"name":{"type":"string"},"greeting":{"type":"string"}}}
                """),
            new ProviderDescriptor(
                "acme", "Acme", "Greets people.", "v1",
                """{"type":"object","required":["mark"],"properties":{"mark":{"type":"string"},"greetingCard":{"type":"string","writeOnly":true}}}"""));
    }

    /// <summary>Greets; what it needs is in the composed request and in the provider configuration.</summary>
    public sealed class GreetExecutor : IExecutor
    {
        public string Id => "acme.greet";

        public Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(call);
            var text = $"{call.Payload.GetProperty("greeting")}, {call.Payload.GetProperty("name")}{call.Provider.Config.GetProperty("mark")}";
            return Task.FromResult(new CallResult
            {
                Outcome = CallOutcome.Success,
                Response = JsonSerializer.SerializeToElement(new { text }),
            });
        }
    }
}
