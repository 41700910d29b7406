using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Flowker.Cluster.Tests;

/// <summary>Executions that kill the silo which drives them.</summary>
public sealed class PoisonTests
{
    private const int DeathsAllowed = 5;

    [Fact]
    public async Task An_execution_during_whose_turns_silos_die_is_set_aside_and_the_others_go_on()
    {
        await using var cluster = await TestCluster.StartAsync([Role.Api]);
        cluster.Provider.Hold("/fraud");
        var (_, started) = await Payments.StartAsync(cluster[0].Http, cluster.Workflow, "poisoned");
        var id = Guid.Parse(started!);

        // Deaths with a call in flight make it suspect, and no more.
        for (var calls = 1; calls <= 2; calls++)
        {
            await Eventually.BecomesTrueAsync(() => Task.FromResult(cluster.Provider.Calls.Count >= calls), "The call was not made.");
            await cluster[0].KillAsync();
            if (calls < 2)
            {
                await cluster.StartAsync(0);
            }
        }

        for (var death = 1; death <= DeathsAllowed; death++)
        {
            await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
            await using var blocking = await source.OpenConnectionAsync();
            await using var transaction = await blocking.BeginTransactionAsync();

            // The place of its next commit is taken, as it seems, so its turn lasts until the silo dies.
            await using (var command = new NpgsqlCommand(
                """
                insert into execution_journal (execution_id, version, commit_id, events)
                select id, version + 1, gen_random_uuid(), '' from executions where id = @id
                """,
                blocking,
                transaction))
            {
                command.Parameters.AddWithValue("id", id);
                Assert.Equal(1, await command.ExecuteNonQueryAsync());
            }

            await cluster.StartAsync(0);
            await Eventually.BecomesTrueAsync(
                async () => await cluster.CountAsync("select count(*) from execution_claims where marked_by is not null") == 1, "Its turn was not marked.");
            await cluster[0].KillAsync();
        }

        await cluster.StartAsync(0);
        await Eventually.BecomesTrueAsync(
            async () => (string?)(await ExecutionAsync(cluster[0], started!))["waitingOn"]?[0]?["type"] == "resolution",
            async () => $"Not set aside: {await ExecutionAsync(cluster[0], started!)}");
        Assert.Equal("running", (string?)(await ExecutionAsync(cluster[0], started!))["status"]);
        cluster.Provider.Release("/fraud");
        var load = new StartLoad(cluster, 0);
        await load.RunAsync(Enumerable.Range(0, 20).Select(n => $"payment-{n}"), clients: 4);
        await Eventually.BecomesTrueAsync(
            async () => await cluster.CountAsync("select count(*) from executions where status = 'completed'") == 20, "The others do not go on.");
        Assert.True((bool)(await TestCluster.InvariantsAsync(cluster[0]))["holds"]!);
        Assert.Equal(1, await cluster.CountAsync("select count(*) from audit_events where event_type = 'EXECUTION_SET_ASIDE'"));

        using var resumed = await cluster[0].Http.PostAsJsonAsync($"/v1/executions/{started}/resume", new { reason = "more memory" });
        Assert.True(resumed.IsSuccessStatusCode, await resumed.Content.ReadAsStringAsync());
        await Eventually.BecomesTrueAsync(
            async () => (string?)(await ExecutionAsync(cluster[0], started!))["status"] == "completed",
            async () => $"Not completed: {await ExecutionAsync(cluster[0], started!)}");
    }

    [Fact]
    public async Task A_silo_with_little_memory_lives_through_work_that_needs_more()
    {
        var data = Directory.CreateTempSubdirectory("flowker-poison-").FullName;
        try
        {
            await using var provider = await StubProvider.StartAsync();
            await using var process = await FlowkerProcess.StartAsync(data, connectionString: null, settings: ("DOTNET_GCHeapHardLimit", "0x30000000"));
            var payments = await Payments.CreateWorkflowAsync(process.Http, provider.Address);
            var hungry = await CreateHungryAsync(process.Http);
            var input = new StringBuilder("""{"inputData":{"l":[""").AppendJoin(',', Enumerable.Repeat("""{"a":1}""", 50_000)).Append("]}}").ToString();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/workflows/{hungry}/executions")
            {
                Content = new StringContent(input, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Idempotency-Key", "hungry");
            using var started = await process.Http.SendAsync(request);
            var text = await started.Content.ReadAsStringAsync();
            Assert.True(started.StatusCode is HttpStatusCode.Created, text);
            var id = (string)JsonNode.Parse(text)!["executionId"]!;
            for (var n = 0; n < 20; n++)
            {
                var (status, payment) = await Payments.StartAsync(process.Http, payments, $"payment-{n}");
                Assert.Equal(HttpStatusCode.Created, status);
                await Eventually.BecomesTrueAsync(
                    async () => (string?)(await ExecutionAsync(process, payment!))["status"] == "completed", "The others do not go on.");
            }

            // Its work is refused when it is counted as too much, and else it is set aside.
            await Eventually.BecomesTrueAsync(
                async () => await ExecutionAsync(process, id) is var e
                    && ((string?)e["status"] == "failed" || (string?)e["waitingOn"]?[0]?["type"] == "resolution"),
                async () => $"Neither failed nor set aside: {await ExecutionAsync(process, id)}");
            Assert.False(process.HasExited);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<string> CreateHungryAsync(HttpClient http)
    {
        var bank = (string)JsonNode.Parse(await http.GetStringAsync("/v1/provider-configurations"))!["items"]![0]!["id"]!;
        var mappings = string.Join(',', Enumerable.Range(0, 2_000).Select(n => $$"""{"source":"workflow.l[*].a","target":"t{{n}}"}"""));
        var body = $$$"""
            {"name":"hungry","nodes":[
              {"id":"t","type":"trigger"},
              {"id":"call","type":"executor","data":{"executorId":"http","providerConfigId":"{{{bank}}}","path":"/notify","body":{"n":1} } },
              {"id":"eat","type":"action","data":{"actionType":"transform","inputMapping":[{{{mappings}}}] } }],
             "edges":[{"id":"1","source":"t","target":"call"},{"id":"2","source":"call","target":"eat"}]}
            """;
        using var created = await http.PostAsync("/v1/workflows", new StringContent(body, Encoding.UTF8, "application/json"));
        var id = (string)(await created.Content.ReadFromJsonAsync<JsonNode>())!["workflowId"]!;
        using var activated = await http.PostAsync($"/v1/workflows/{id}/activate", null);
        Assert.True(activated.IsSuccessStatusCode, await activated.Content.ReadAsStringAsync());
        return id;
    }

    private static async Task<JsonNode> ExecutionAsync(FlowkerProcess process, string id) =>
        JsonNode.Parse(await process.Http.GetStringAsync($"/v1/executions/{id}"))!;
}
