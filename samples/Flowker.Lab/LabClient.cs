using System.Text;
using System.Text.Json.Nodes;

namespace Flowker.Lab;

/// <summary>A client of Flowker's REST API, as any user would write one.</summary>
internal sealed class LabClient(HttpClient http)
{
    /// <summary>The bank's provider configuration of an earlier run; null in a new data folder.</summary>
    public async Task<string?> FindBankAsync(string name)
    {
        var page = await GetAsync("/v1/provider-configurations?providerId=http&limit=100");
        return (string?)page["items"]!.AsArray().FirstOrDefault(c => (string?)c!["name"] == name)?["id"];
    }

    public async Task<string> CreateBankAsync(string name, Uri url)
    {
        var created = await SendAsync(HttpMethod.Post, "/v1/provider-configurations", new JsonObject
        {
            ["name"] = name,
            ["providerId"] = "http",
            ["config"] = new JsonObject { ["base_url"] = url.ToString().TrimEnd('/') },
        });
        return (string)created["id"]!;
    }

    public async Task<string?> FindWorkflowAsync(string name)
    {
        var page = await GetAsync("/v1/workflows?status=active&limit=100");
        return (string?)page["items"]!.AsArray().FirstOrDefault(w => (string?)w!["name"] == name)?["id"];
    }

    public async Task<string> CreateActiveWorkflowAsync(string definition)
    {
        var created = await SendAsync(HttpMethod.Post, "/v1/workflows", JsonNode.Parse(definition)!);
        var id = (string)created["workflowId"]!;
        await SendAsync(HttpMethod.Post, $"/v1/workflows/{id}/activate", null);
        return id;
    }

    public async Task<string> StartAsync(string workflowId, string key, JsonObject input)
    {
        var started = await SendAsync(
            HttpMethod.Post, $"/v1/workflows/{workflowId}/executions", new JsonObject { ["inputData"] = input }, key);
        return (string)started["executionId"]!;
    }

    public async Task<string[]> OpenExecutionsAsync()
    {
        var page = await GetAsync("/v1/executions?status=running&limit=100");
        return [.. page["items"]!.AsArray().Select(e => (string)e!["executionId"]!)];
    }

    /// <summary>The steps that are committed so far, and on what the execution waits.</summary>
    public Task<JsonNode> StepsAsync(string executionId) => GetAsync($"/v1/executions/{executionId}/steps");

    public Task<JsonNode> ResultsAsync(string executionId) => GetAsync($"/v1/executions/{executionId}/results");

    private async Task<JsonNode> GetAsync(string path) => (await http.GetFromJsonAsync<JsonNode>(path))!;

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }
}
