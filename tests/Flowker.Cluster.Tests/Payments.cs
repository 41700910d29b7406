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
                {"id":"start","type":"trigger","position":{"x":0,"y":0},"data":{"triggerType":"webhook","path":"payments-at-{{{bankName}}}","method":"POST"}},
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
    public static Task<(HttpStatusCode Status, string? ExecutionId)> StartAsync(HttpClient http, string workflowId, string key) =>
        StartAsync(http, $"/v1/workflows/{workflowId}/executions", new { inputData = new { payment = key, amount = 12.5m } }, key);

    /// <summary>The same, in turn by its route, by the webhook with a key, and by the webhook without one.</summary>
    public static Task<(HttpStatusCode Status, string? ExecutionId)> StartByEachWayAsync(HttpClient http, string workflowId, string payment) =>
        (payment[^1] % 3) switch
        {
            0 => StartAsync(http, workflowId, payment),
            1 => FireAsync(http, payment, payment),
            _ => FireAsync(http, payment, key: null),
        };

    private static async Task<(HttpStatusCode Status, string? ExecutionId)> FireAsync(HttpClient http, string payment, string? key)
    {
        var fired = await StartAsync(http, "/v1/webhooks/payments-at-bank", new { payment, amount = 12.5m }, key);
        Assert.False(fired.Status is HttpStatusCode.OK && key is null, "A webhook without a key is no repetition of another one.");
        return fired;
    }

    private static async Task<(HttpStatusCode Status, string? ExecutionId)> StartAsync(HttpClient http, string path, object body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

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
