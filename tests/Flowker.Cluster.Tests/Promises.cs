using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>What must hold after any fault, as clients and providers see it.</summary>
internal static class Promises
{
    // Between a provider's answer and the commit of it, on a busy machine.
    private static readonly TimeSpan CommitTime = TimeSpan.FromSeconds(5);

    /// <summary>Every acknowledged start has an execution of its own, which ended with each node once in its results.</summary>
    public static async Task HoldAsync(TestCluster cluster, StartLoad load, FlowkerProcess asked)
    {
        await cluster.IsAtRestAsync(asked);
        var ids = load.Acknowledged.Values.ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(ids.Length, await cluster.CountAsync("select count(*) from executions"));
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (id, _) =>
        {
            var results = await asked.Http.GetFromJsonAsync<JsonNode>($"/v1/executions/{id}/results", CancellationToken.None);
            Assert.Equal("completed", (string)results!["status"]!);
            Assert.Equal(["fraud", "low", "ledger", "notify"], results["stepResults"]!.AsArray().Select(s => (string)s!["nodeId"]!));
        });
    }

    /// <summary>
    /// Every call names its execution and node as its key, and only those in flight at the fault were made a second time. A silo
    /// that <paramref name="returned"/> after the fault may still send a call that it was about to.
    /// </summary>
    public static void HoldForCalls(TestCluster cluster, StartLoad load, DateTime? fault = null, DateTime? returned = null)
    {
        var ids = load.Acknowledged.Values.ToHashSet();
        Assert.All(cluster.Provider.Calls, c =>
        {
            Assert.Contains(c.Key[..36], ids);
            Assert.Equal($"{c.Key[..36]}:{Payments.NodeByPath[c.Path]}", c.Key);
        });
        var byKey = cluster.Provider.Calls.GroupBy(c => c.Key).ToArray();
        Assert.Equal(ids.Count * Payments.NodeByPath.Count, byKey.Length);
        foreach (var calls in byKey.Select(calls => calls.OrderBy(c => c.ReceivedAt).ToArray()).Where(calls => calls.Length > 1))
        {
            Assert.True(
                calls.Length == 2 && (WasInFlight(calls[0], fault) || WasInFlight(calls[0], returned) || calls[1].ReceivedAt >= returned),
                $"Not in flight at the fault ({fault:O}, {returned:O}) and made again: {string.Join(", ", calls.Select(c => $"{c.Key} {c.ReceivedAt:O}..{c.AnsweredAt:O}"))}");
        }
    }

    private static bool WasInFlight(StubProvider.Call call, DateTime? fault) =>
        call.ReceivedAt <= fault + CommitTime && (call.AnsweredAt ?? DateTime.MaxValue) >= fault - CommitTime;
}
