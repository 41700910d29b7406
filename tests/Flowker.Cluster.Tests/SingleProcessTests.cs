using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Flowker.Testing;

namespace Flowker.Cluster.Tests;

/// <summary>The only process there is, a real <c>kill -9</c> in the middle, and its successor.</summary>
public sealed class SingleProcessTests
{
    private const int Executions = 500;
    private const int Clients = 32;

    [Fact]
    public async Task Every_acknowledged_execution_completes_after_a_kill_on_sqlite() => await KillInTheMiddleAsync(null);

    [Fact]
    public async Task Every_acknowledged_execution_completes_after_a_kill_on_postgresql()
    {
        var server = await PostgresServer.SharedAsync();
        await KillInTheMiddleAsync(await server.CreateDatabaseAsync());
    }

    private static async Task KillInTheMiddleAsync(string? connectionString)
    {
        var data = Directory.CreateTempSubdirectory("flowker-kill-").FullName;
        try
        {
            await using var provider = await StubProvider.StartAsync();
            var started = new ConcurrentDictionary<string, string>();
            string workflow;
            await using (var first = await FlowkerProcess.StartAsync(data, connectionString))
            {
                workflow = await Payments.CreateWorkflowAsync(first.Http, provider.Address);
                await StartAllAsync(first, workflow, started, killAfter: Executions / 2);
            }

            Assert.InRange(started.Count, Executions / 2, Executions - 1);
            var acknowledged = started.ToArray();
            await using var second = await FlowkerProcess.StartAsync(data, connectionString);
            // Clients repeat what was not acknowledged, and to be sure all the rest, with the same keys.
            await StartAllAsync(second, workflow, started, killAfter: null);
            Assert.All(acknowledged, a => Assert.Equal(a.Value, started[a.Key]));
            Assert.Equal(Executions, started.Values.Distinct().Count());
            await AllCompleteAsync(second.Http);
            await CheckResultsAsync(second.Http, started.Values);
            CheckCalls(provider, [.. started.Values]);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task StartAllAsync(
        FlowkerProcess flowker, string workflow, ConcurrentDictionary<string, string> started, int? killAfter)
    {
        var killing = new TaskCompletionSource();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Executions).Select(n => $"payment-{n}"),
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (key, _) =>
            {
                try
                {
                    if ((await Payments.StartAsync(flowker.Http, workflow, key)).ExecutionId is { } id)
                    {
                        started[key] = id;
                    }
                }
                catch (HttpRequestException)
                {
                    // It was killed before it could answer.
                }

                if (killAfter is { } count && started.Count >= count && killing.TrySetResult())
                {
                    await flowker.KillAsync();
                }
            });
    }

    private static async Task AllCompleteAsync(HttpClient http)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            var page = await http.GetFromJsonAsync<JsonNode>("/v1/executions?status=running&limit=1");
            if (page!["items"]!.AsArray().Count == 0)
            {
                return;
            }

            Assert.True(DateTime.UtcNow < deadline, "Executions are still open after a minute.");
            await Task.Yield();
        }
    }

    private static async Task CheckResultsAsync(HttpClient http, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            var results = await http.GetFromJsonAsync<JsonNode>($"/v1/executions/{id}/results");
            Assert.Equal("completed", (string)results!["status"]!);
            Assert.Equal(
                ["fraud", "low", "ledger", "notify"],
                results["stepResults"]!.AsArray().Select(s => (string)s!["nodeId"]!));
        }
    }

    private static void CheckCalls(StubProvider provider, HashSet<string> ids)
    {
        // Every call, the first and each repetition, names its execution and node as its key.
        Assert.All(provider.Calls, c =>
        {
            var id = c.Key[..36];
            Assert.Contains(id, ids);
            Assert.Equal($"{id}:{Payments.NodeByPath[c.Path]}", c.Key);
        });
        var byKey = provider.Calls.GroupBy(c => c.Key).ToArray();
        Assert.Equal(Executions * Payments.NodeByPath.Count, byKey.Length);
        // One crash can repeat only what was in flight, and each of that once.
        Assert.All(byKey, calls => Assert.InRange(calls.Count(), 1, 2));
    }
}
