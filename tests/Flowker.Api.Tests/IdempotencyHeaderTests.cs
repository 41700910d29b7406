using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>The header Idempotency-Key on two lines, as a proxy may send it.</summary>
public sealed class IdempotencyHeaderTests(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData("same", "same")]
    [InlineData("same too", "  same too ")]
    public async Task The_same_key_twice_is_one_key(string first, string second)
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var (status, started) = await PostAsync($"/v1/workflows/{workflow}/executions", """{"inputData":{}}""", first, second);
        Assert.Equal(201, status);
        var known = await service.StartAsync(workflow, first);
        Assert.Equal((string?)started["executionId"], (string?)known.Json["executionId"]);
    }

    [Theory]
    [InlineData("one", "other")]
    [InlineData("one", "")]
    [InlineData("one", "One")]
    public async Task Different_keys_are_400_and_start_nothing(string first, string second)
    {
        var path = Guid.NewGuid().ToString();
        var workflow = await service.ActivateAsync(
            $$$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","method":"POST","path":"{{{path}}}"}}]""", "[]");
        foreach (var (route, body) in new[] { ($"/v1/workflows/{workflow}/executions", """{"inputData":{}}"""), ($"/v1/webhooks/{path}", "{}") })
        {
            var (status, refused) = await PostAsync(route, body, first, second);
            Assert.Equal((400, "FLK-0509"), (status, (string?)refused["code"]));
        }

        Assert.Empty((await service.GetAsync($"/v1/executions?workflowId={workflow}")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_webhook_takes_a_doubled_key_as_one()
    {
        var path = Guid.NewGuid().ToString();
        await service.ActivateAsync(
            $$$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","method":"POST","path":"{{{path}}}"}}]""", "[]");
        var (_, first) = await PostAsync($"/v1/webhooks/{path}", "{}", $"hook-{path}", $"hook-{path}");
        var (status, second) = await PostAsync($"/v1/webhooks/{path}", "{}", $"hook-{path}");
        Assert.Equal((200, (string?)first["executionId"]), (status, (string?)second["executionId"]));
    }

    // The framework's client would write both into one line.
    private async Task<(int Status, JsonNode Body)> PostAsync(string path, string body, params string[] keys)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port);
        var stream = client.GetStream();
        var lines = string.Concat(keys.Select(key => $"Idempotency-Key: {key}\r\n"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {service.Http.BaseAddress.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\n{lines}Content-Length: {body.Length}\r\n\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        var json = answer[answer.IndexOf('{', StringComparison.Ordinal)..(answer.LastIndexOf('}') + 1)];
        return (int.Parse(answer.Split(' ')[1], CultureInfo.InvariantCulture), JsonNode.Parse(json)!);
    }
}
