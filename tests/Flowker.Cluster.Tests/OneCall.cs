using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>Workflows of one call.</summary>
internal static class OneCall
{
    public static async Task<string> ProviderAsync(HttpClient http, Uri address, string name = "bank") => (string)(await PostAsync(http, "/v1/provider-configurations", new JsonObject
    {
        ["name"] = name,
        ["providerId"] = "http",
        ["config"] = new JsonObject { ["base_url"] = address.ToString() },
    }))["id"]!;

    /// <summary>Active, and calls the path.</summary>
    public static async Task<string> WorkflowAsync(HttpClient http, string provider, string path, int executionTimeoutSeconds = 300)
    {
        var workflow = await PostAsync(http, "/v1/workflows", JsonNode.Parse($$$"""
            {
              "name": "call{{{path.Replace('/', '-')}}}",
              "nodes": [
                {"id":"start","type":"trigger","position":{"x":0,"y":0},"data":{}},
                {"id":"pay","type":"executor","position":{"x":0,"y":0},"data":{"executorId":"http","providerConfigId":"{{{provider}}}","path":"{{{path}}}"}}
              ],
              "edges": [{"id":"e1","source":"start","target":"pay"}],
              "settings": {"executionTimeoutSeconds": {{{executionTimeoutSeconds}}}}
            }
            """)!);
        var id = (string)workflow["workflowId"]!;
        await PostAsync(http, $"/v1/workflows/{id}/activate", null);
        return id;
    }

    /// <summary>Starts in a trace of the client's.</summary>
    public static async Task<string> StartAsync(HttpClient http, string workflow, string key, string traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/workflows/{workflow}/executions")
        {
            Content = JsonContent.Create(new { inputData = new { amount = 1 } }),
            Headers = { { "Idempotency-Key", key }, { "traceparent", traceParent } },
        };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["executionId"]!;
    }

    /// <summary>What it came to, once it has ended.</summary>
    public static async Task<JsonNode> ResultsAsync(HttpClient http, string execution)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            using var response = await http.GetAsync($"/v1/executions/{execution}/results", patience.Token);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(patience.Token))!;
            if (response.IsSuccessStatusCode)
            {
                return answer;
            }

            Assert.Equal("FLK-0502", (string?)answer["code"]);
        }
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, JsonNode? body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
