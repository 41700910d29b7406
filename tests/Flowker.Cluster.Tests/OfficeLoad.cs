using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>
/// Clients that read what payments did and edit workflows while more are made. They repeat nothing: each request is to be answered as if
/// nothing happened.
/// </summary>
internal sealed class OfficeLoad(TestCluster cluster, StartLoad payments)
{
    private int _next;

    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>Reads, and edits too where they are asked for, until it is told to stop.</summary>
    public Task RunAsync(int clients, TimeSpan pause, bool edits, CancellationToken until) => Task.WhenAll(
        Enumerable.Range(0, clients).Select(async _ =>
        {
            while (!until.IsCancellationRequested)
            {
                await ReadAsync();
                if (edits)
                {
                    await EditAsync();
                }

                await Task.Delay(pause, CancellationToken.None);
            }
        }));

    private static JsonNode Draft(string name) => JsonNode.Parse($$"""
        {
          "name": "{{name}}",
          "nodes": [
            {"id":"start","type":"trigger","position":{"x":0,"y":0},"data":{} },
            {"id":"end","type":"action","position":{"x":0,"y":0},"data":{"actionType":"set_output","output":{} } }
          ],
          "edges": [{"id":"e1","source":"start","target":"end"}]
        }
        """)!;

    private async Task ReadAsync()
    {
        foreach (var id in payments.Acknowledged.Values.Take(1))
        {
            await SendAsync(HttpMethod.Get, $"/v1/executions/{id}", HttpStatusCode.OK);
            await SendAsync(HttpMethod.Get, $"/v1/executions/{id}/steps", HttpStatusCode.OK);
        }

        await SendAsync(HttpMethod.Get, "/v1/executions?limit=10", HttpStatusCode.OK);
        await SendAsync(HttpMethod.Get, $"/v1/workflows/{cluster.Workflow}", HttpStatusCode.OK);
        await SendAsync(HttpMethod.Get, "/v1/audit-events?limit=10", HttpStatusCode.OK);
        await SendAsync(HttpMethod.Get, "/v1/catalog/executors", HttpStatusCode.OK);
        await SendAsync(HttpMethod.Get, "/v1/dashboards/executions", HttpStatusCode.OK);
    }

    private async Task EditAsync()
    {
        var draft = Draft($"drawn {Guid.NewGuid()}");
        if (await SendAsync(HttpMethod.Post, "/v1/workflows", HttpStatusCode.Created, draft) is { } drawn)
        {
            var path = $"/v1/workflows/{drawn["workflowId"]}";
            await SendAsync(HttpMethod.Put, path, HttpStatusCode.OK, draft);
            await SendAsync(HttpMethod.Post, $"{path}/activate", HttpStatusCode.OK);
            await SendAsync(HttpMethod.Post, $"{path}/deactivate", HttpStatusCode.OK);
            await SendAsync(HttpMethod.Delete, path, HttpStatusCode.NoContent);
            await SendAsync(HttpMethod.Get, path, HttpStatusCode.NotFound);
        }
    }

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, HttpStatusCode expected, JsonNode? body = null)
    {
        var places = payments.Places;
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        try
        {
            using var response = await cluster[places[(int)((uint)Interlocked.Increment(ref _next) % places.Count)]].Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode != expected)
            {
                Failures.Enqueue($"{method} {path}: {(int)response.StatusCode} {text}");
                return null;
            }

            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (HttpRequestException failure)
        {
            Failures.Enqueue($"{method} {path}: {failure.HttpRequestError}");
        }
        catch (TaskCanceledException)
        {
            Failures.Enqueue($"{method} {path}: no answer");
        }

        return null;
    }
}
