using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Api.Tests;

/// <summary>Of a member that stands in a body twice, what is checked need not be what is done: no body may hold one.</summary>
public sealed class RepeatedMemberTests(Service service) : IClassFixture<Service>
{
    private const string Nobody = "018f0000-0000-7000-8000-000000000000";

    [Theory]
    [InlineData("""{"inputData":{"amount":1000000,"amount":1}}""", "inputData.amount")]
    [InlineData("""{"inputData":{"a":1},"inputData":{"a":2}}""", "inputData")]
    [InlineData("""{"inputData":{"list":[{"x":1},{"x":1,"y":[{"z":1,"z":1}]}]}}""", "inputData.list[1].y[0].z")]
    [InlineData("""{"inputData":{"a":1,"\u0061":1}}""", "inputData.a")]
    [InlineData("""{"inputData":{},"other":{"b":null,"b":null}}""", "other.b")]
    public async Task A_start_is_400_and_names_it(string body, string member)
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var refused = await service.SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/executions", body, Guid.NewGuid().ToString());
        refused.Is(400, "FLK-0001");
        Assert.Contains($"'{member}'", (string?)refused.Json["message"], StringComparison.Ordinal);
        Assert.NotNull(refused.Json["fields"]![member]);
        Assert.Empty((await service.GetAsync($"/v1/executions?workflowId={workflow}")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_webhook_is_400_and_names_it()
    {
        var path = Guid.NewGuid().ToString();
        var workflow = await service.ActivateAsync(
            $$$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","method":"POST","path":"{{{path}}}"}}]""", "[]");
        var refused = await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", """{"order":{"amount":9,"amount":1}}""");
        refused.Is(400, "FLK-0001");
        Assert.Contains("'order.amount'", (string?)refused.Json["message"], StringComparison.Ordinal);
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{Guid.NewGuid()}", """{"a":1,"a":1}""")).Is(404, "FLK-0361");
        Assert.Empty((await service.GetAsync($"/v1/executions?workflowId={workflow}")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Every_route_that_takes_a_body_refuses_it()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var provider = await service.GetAsync($"/v1/provider-configurations/{service.ProviderConfigId}");
        Assert.Equal(HttpStatusCode.OK, provider.Status);
        var asked = 0;
        foreach (var endpoint in service.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            var pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is null || pattern.Contains("/webhooks/", StringComparison.Ordinal))
            {
                continue;
            }

            var path = pattern
                .Replace("{workflowId}", workflow, StringComparison.Ordinal)
                .Replace("provider-configurations/{id}", $"provider-configurations/{service.ProviderConfigId}", StringComparison.Ordinal)
                .Replace("executors/{id}", "executors/http", StringComparison.Ordinal)
                .Replace("templates/{id}", "templates/tracer-midaz-validation", StringComparison.Ordinal)
                .Replace("workflows/{id}", $"workflows/{workflow}", StringComparison.Ordinal)
                .Replace("{id}", Nobody, StringComparison.Ordinal);
            path = pattern.StartsWith("/v1/executors/{id}", StringComparison.Ordinal) ? pattern.Replace("{id}", Nobody, StringComparison.Ordinal) : path;
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                var refused = await service.SendAsync(new HttpMethod(method), path, """{"deep":[{"twice":1,"twice":1}]}""", Guid.NewGuid().ToString());
                Assert.True(refused.Text.Contains("'deep[0].twice'", StringComparison.Ordinal), $"{method} {path}: {refused.Text}");
                refused.Is(400, "FLK-0001");
                asked++;
            }
        }

        Assert.True(asked >= 10, $"{asked} routes were asked.");
    }

    [Fact]
    public async Task Of_many_members_the_check_takes_time_that_grows_with_their_number()
    {
        // A large object before many small ones: a set that is emptied each time would be gone through each time.
        var large = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"m{i}\":1"));
        var small = string.Join(',', Enumerable.Repeat("""{"a":1}""", 200_000));
        var body = $$"""{"name":"x","l":[{{{large}}},{{small}}],"name":"y"}""";
        var before = GC.GetTotalAllocatedBytes();
        var fault = Flowker.Grains.Interfaces.RequestJson.FaultOf(Encoding.UTF8.GetBytes(body));
        Assert.Equal("name", Assert.Single(fault!.Fields).Field);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 400L * 1024 * 1024);
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows", body)).Is(400, "FLK-0001");
    }

    [Theory]
    [InlineData("[", "not valid JSON")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("""{"a":"\ud800"}""", "Unicode")]
    public async Task A_definition_that_cannot_be_read_says_why(string body, string why) =>
        Assert.Contains(why, (string?)(await service.SendAsync(HttpMethod.Post, "/v1/workflows", body)).Json["message"], StringComparison.Ordinal);

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "deeper than 64")]
    public void Depth_is_told_as_depth(int depth, string? why)
    {
        var body = new string('[', depth) + new string(']', depth);
        Assert.Equal(why is null, Flowker.Grains.Interfaces.RequestJson.FaultOf(Encoding.UTF8.GetBytes(body)) is null);
        Assert.Contains(why ?? "", Flowker.Grains.Interfaces.RequestJson.FaultOf(Encoding.UTF8.GetBytes(body))?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"12345\"", """{"value":"12345"}""")]
    [InlineData("[1,\"${workflow.n}\"]", """{"value":[1,7]}""")]
    [InlineData("""{"n":"${workflow.n}"}""", """{"n":7}""")]
    public async Task A_steps_output_is_shown_as_an_object(string value, string shown)
    {
        var workflow = await service.ActivateAsync(
            $$$"""[{"id":"t","type":"trigger"},{"id":"v","type":"action","data":{"actionType":"transform","value":{{{value}}} }},{"id":"o","type":"action","data":{"actionType":"set_output","output":{"seen":"${v}"} } }]""",
            """[{"id":"e","source":"t","target":"v"},{"id":"f","source":"v","target":"o"}]""");
        var id = (string)(await service.StartAsync(workflow, Guid.NewGuid().ToString(), """{"n":7}""")).Json["executionId"]!;
        var results = await service.ResultsAsync(id);
        Assert.Equal(shown, results["stepResults"]![0]!["output"]!.ToJsonString());
        Assert.Equal(shown, (await service.GetAsync($"/v1/executions/{id}/steps")).Json["steps"]![0]!["output"]!.ToJsonString());
        Assert.Equal(shown, (await service.GetAsync($"/v1/executions/{id}/steps/v")).Json["output"]!.ToJsonString());
        Assert.Equal(value.Replace("\"${workflow.n}\"", "7", StringComparison.Ordinal), results["finalOutput"]!["seen"]!.ToJsonString());
    }

    [Fact]
    public async Task The_faults_of_a_large_config_are_told_in_a_small_answer()
    {
        var headers = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"h{i}\":{i}"));
        var answer = await service.SendAsync(HttpMethod.Post, "/v1/catalog/executors/http/validate", $$$"""{"config":{"method":"GET","headers":{ {{{headers}}} } } }""");
        answer.Is(400, "FLK-0201");
        Assert.InRange(answer.Text.Length, 1, 100_000);
    }
}
