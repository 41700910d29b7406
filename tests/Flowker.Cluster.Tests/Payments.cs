using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>The workflow <em>validate-payment</em>, and a client that starts it.</summary>
internal static class Payments
{
    /// <summary>What every completed execution calls, node id by path.</summary>
    public static readonly IReadOnlyDictionary<string, string> NodeByPath = new Dictionary<string, string>
    {
        ["/fraud"] = "fraud",
        ["/ledger"] = "ledger",
        ["/notify"] = "notify",
    };

    public static async Task<string> CreateWorkflowAsync(HttpClient http, Uri provider, string bankName = "bank")
    {
        var configuration = await PostAsync(http, "/v1/provider-configurations", new JsonObject
        {
            ["name"] = bankName,
            ["providerId"] = "http",
            ["config"] = new JsonObject { ["base_url"] = provider.ToString() },
        });
        var bank = (string)configuration["id"]!;
        var workflow = await PostAsync(http, "/v1/workflows", JsonNode.Parse($$$"""
            {
              "name": "validate-payment at {{{bankName}}}",
              "nodes": [
                {"id":"start","type":"trigger","position":{"x":0,"y":0},"data":{}},
                {"id":"fraud","type":"executor","position":{"x":0,"y":0},"data":{"executorId":"http","providerConfigId":"{{{bank}}}","path":"/fraud"}},
                {"id":"low","type":"conditional","position":{"x":0,"y":0},"data":{"condition":"fraud.body.score < 50"}},
                {"id":"ledger","type":"executor","position":{"x":0,"y":0},"data":{"executorId":"http","providerConfigId":"{{{bank}}}","path":"/ledger"}},
                {"id":"notify","type":"executor","position":{"x":0,"y":0},"data":{"executorId":"http","providerConfigId":"{{{bank}}}","path":"/notify"}}
              ],
              "edges": [
                {"id":"e1","source":"start","target":"fraud"},
                {"id":"e2","source":"fraud","target":"low"},
                {"id":"e3","source":"low","target":"ledger","sourceHandle":"true"},
                {"id":"e4","source":"ledger","target":"notify"}
              ]
            }
            """)!);
        var id = (string)workflow["workflowId"]!;
        await PostAsync(http, $"/v1/workflows/{id}/activate", null);
        return id;
    }

    /// <summary>The execution's id is null when the start was refused for now.</summary>
    public static async Task<(HttpStatusCode Status, string? ExecutionId)> StartAsync(HttpClient http, string workflowId, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/workflows/{workflowId}/executions")
        {
            Content = JsonContent.Create(new { inputData = new { payment = key, amount = 12.5m } }),
            Headers = { { "Idempotency-Key", key } },
        };
        using var response = await http.SendAsync(request);
        if (response.IsSuccessStatusCode)
        {
            return (response.StatusCode, (string?)(await response.Content.ReadFromJsonAsync<JsonNode>())!["executionId"]);
        }

        Assert.True(
            response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests && response.Headers.RetryAfter is not null,
            $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return (response.StatusCode, null);
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, JsonNode? body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
