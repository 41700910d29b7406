using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>Nodes and keys are found under any name that they may have.</summary>
public sealed class NamesInPathsTests(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a/b", "a%2fb/")]
    [InlineData("a/b/", "a%2Fb%2F")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("50% \"á\"?", "50%25%20%22%C3%A1%22%3F")]
    [InlineData("...", "...")]
    public async Task A_step_is_found_whatever_its_nodes_id(string id, string written)
    {
        var nodes = $$$"""[{"id":"t","type":"trigger"},{"id":{{{JsonValue.Create(id)!.ToJsonString()}}},"type":"action","data":{"actionType":"set_output","output":{} } }]""";
        var edges = new JsonArray(new JsonObject { ["id"] = "e", ["source"] = "t", ["target"] = id }).ToJsonString();
        var started = await service.StartAsync(await service.ActivateAsync(nodes, edges), Guid.NewGuid().ToString());
        var execution = (string)started.Json["executionId"]!;
        await service.ResultsAsync(execution);

        var (status, body) = await AsWrittenAsync($"/v1/executions/{execution}/steps/{written}");

        Assert.Equal((200, id), (status, (string?)body["nodeId"]));
        Assert.Equal(404, (await AsWrittenAsync($"/v1/executions/{execution}/steps/{written}x")).Status);
    }

    [Theory]
    [InlineData(".", ".")]
    [InlineData(".", "%2E")]
    [InlineData("..", "..")]
    [InlineData("..", "%2e%2E")]
    public async Task A_key_of_dots_is_a_key(string key, string written)
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        Assert.Equal("FLK-0500", (string?)(await AsWrittenAsync("/v1/executions/by-key/%2E.%2E")).Body["code"]);
        var started = await service.StartAsync(workflow, key);
        // The same key for each way to write it: started once, known afterwards.
        var execution = (string?)started.Json["executionId"] ?? (string?)(await AsWrittenAsync($"/v1/executions/by-key/{written}")).Body["executionId"];

        var (status, body) = await AsWrittenAsync($"/v1/executions/by-key/{written}");

        Assert.Equal((200, execution), (status, (string?)body["executionId"]));
    }

    [Fact]
    public async Task A_step_of_dots_is_asked_for_and_not_a_list()
    {
        var started = await service.StartAsync(await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges), Guid.NewGuid().ToString());
        var (status, body) = await AsWrittenAsync($"/v1/executions/{started.Json["executionId"]}/steps/..");
        Assert.Equal((404, "FLK-0511"), (status, (string?)body["code"]));
    }

    // Over a socket: clients tidy paths up before they send them.
    private async Task<(int Status, JsonNode Body)> AsWrittenAsync(string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        var parts = answer.Split("\r\n\r\n", 2);
        return (int.Parse(parts[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), JsonNode.Parse(parts[1])!);
    }
}
