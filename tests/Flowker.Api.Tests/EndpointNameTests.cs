using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>A payment that is checked by two services of one provider, each named by its endpoint.</summary>
public sealed class EndpointNameTests(Service service) : IClassFixture<Service>
{
    private const string Nodes = """
        [{"id":"start","type":"trigger","data":{"triggerType":"webhook","path":"/kyc-aml","method":"POST"}},
         {"id":"kyc","type":"executor","data":{"executorId":"tracer.validate-transaction","providerConfigId":"{tracer}","endpointName":"kyc/validate","method":"POST",
           "inputMapping":[{"source":"workflow.customerId","target":"requestId"}]}},
         {"id":"aml","type":"executor","data":{"executorId":"tracer.validate-transaction","providerConfigId":"{tracer}","endpointName":"aml/screen","method":"PUT",
           "inputMapping":[{"source":"workflow.customerId","target":"requestId"}]}}]
        """;

    [Fact]
    public async Task Each_node_calls_the_endpoint_that_it_names()
    {
        var provider = await service.PostAsync("/v1/provider-configurations", new JsonObject
        {
            ["name"] = "checks",
            ["providerId"] = "tracer",
            ["config"] = new JsonObject { ["base_url"] = new Uri(service.Provider.Address, "base").ToString(), ["api_key"] = "k3y" },
        });
        var workflow = await service.ActivateAsync(
            Nodes.Replace("{tracer}", (string?)provider.Json["id"], StringComparison.Ordinal),
            """[{"id":"1","source":"start","target":"kyc"},{"id":"2","source":"kyc","target":"aml"}]""");

        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString(), """{"customerId":"c-1"}""");
        var results = await service.ResultsAsync((string)started.Json["executionId"]!);

        Assert.Equal("completed", (string?)results["status"]);
        Assert.Equal(
            [("POST", "/base/kyc/validate", """{"requestId":"c-1"}"""), ("PUT", "/base/aml/screen", """{"requestId":"c-1"}""")],
            service.Provider.Calls.Select(c => (c.Method, c.Path, c.Body)));
    }
}
