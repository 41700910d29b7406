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

    /// <summary>Every call names its execution and node as its key, and only those in flight at a fault were made a second time.</summary>
    public static void HoldForCalls(TestCluster cluster, StartLoad load, params DateTime[] faults)
    {
        var ids = load.Acknowledged.Values.ToHashSet();
        Assert.All(cluster.Provider.Calls, c =>
        {
            Assert.Contains(c.Key[..36], ids);
            Assert.Equal($"{c.Key[..36]}:{Payments.NodeByPath[c.Path]}", c.Key);
        });
        var byKey = cluster.Provider.Calls.GroupBy(c => c.Key).ToArray();
        Assert.Equal(ids.Count * Payments.NodeByPath.Count, byKey.Length);
        foreach (var repeated in byKey.Where(calls => calls.Count() > 1))
        {
            Assert.Equal(2, repeated.Count());
            var first = repeated.MinBy(c => c.ReceivedAt)!;
            Assert.True(
                faults.Any(fault => first.ReceivedAt <= fault + CommitTime && (first.AnsweredAt ?? DateTime.MaxValue) >= fault - CommitTime),
                $"{first} was made again, but was not in flight at a fault ({string.Join(", ", faults.Select(f => f.ToString("O")))}).");
        }
    }
}
