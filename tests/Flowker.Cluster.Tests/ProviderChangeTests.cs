using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>Provider configurations that are changed while processes call with them.</summary>
public sealed class ProviderChangeTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task What_starts_after_a_change_was_answered_calls_by_it_on_every_process()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api]);
        var provider = await OneCall.ProviderAsync(cluster[0].Http, new Uri(cluster.Provider.Address, "v0/"), "changing-bank");
        var workflow = await OneCall.WorkflowAsync(cluster[0].Http, provider, "/pay");
        await RunAsync(cluster, workflow, round: 0);
        for (var round = 1; round <= 10; round++)
        {
            await ChangeAsync(cluster, cluster[round % 2].Http, provider, round);
            await RunAsync(cluster, workflow, round);
        }
    }

    [Fact]
    public async Task A_change_is_answered_though_a_process_stands_still_and_that_one_obeys_it_too()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api, Role.Api]);
        var provider = await OneCall.ProviderAsync(cluster[0].Http, new Uri(cluster.Provider.Address, "v0/"), "changing-bank");
        var workflow = await OneCall.WorkflowAsync(cluster[0].Http, provider, "/pay");
        await RunAsync(cluster, workflow, round: 0);
        await cluster[1].PauseAsync();
        await ChangeAsync(cluster, cluster[0].Http, provider, round: 1);
        await cluster[1].ContinueAsync();

        var execution = await OneCall.StartAsync(cluster[0].Http, workflow, Guid.NewGuid().ToString(), Trace);
        await OneCall.ResultsAsync(cluster[0].Http, execution);
        Assert.Equal(["/v1/pay"], Calls(cluster, execution));
    }

    private static async Task ChangeAsync(TestCluster cluster, HttpClient http, string provider, int round)
    {
        var told = "";
        var body = new JsonObject { ["config"] = new JsonObject { ["base_url"] = new Uri(cluster.Provider.Address, $"v{round}/").ToString() } };
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var changed = await http.PatchAsJsonAsync($"/v1/provider-configurations/{provider}", body);
                told = await changed.Content.ReadAsStringAsync();
                return changed.IsSuccessStatusCode;
            },
            () => Task.FromResult($"Not changed: {told}"));
    }

    private static async Task RunAsync(TestCluster cluster, string workflow, int round)
    {
        var executions = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            n => OneCall.StartAsync(cluster[n % 2].Http, workflow, Guid.NewGuid().ToString(), Trace)));
        foreach (var execution in executions)
        {
            await OneCall.ResultsAsync(cluster[0].Http, execution);
            Assert.Equal([$"/v{round}/pay"], Calls(cluster, execution));
        }
    }

    private static string[] Calls(TestCluster cluster, string execution) =>
        [.. cluster.Provider.Calls.Where(c => c.Key.StartsWith(execution, StringComparison.Ordinal)).Select(c => c.Path)];
}
