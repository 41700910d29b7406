using System.Net;
using System.Text.Json.Nodes;
using Flowker.Audit.Checkpoints;
using Flowker.Testing;
using Npgsql;

namespace Flowker.Cluster.Tests;

/// <summary>
/// Two processes that have nothing in common but the database, each with a folder of its own that may be lost: they sign and trust as one,
/// and what they publish is enough to verify their evidence.
/// </summary>
public sealed class SharedAuditKeyTests
{
    private static readonly (string, string)[] Settings = [("Flowker__Audit__CheckpointSeconds", "1")];

    [Fact]
    public async Task Processes_with_nothing_but_the_connection_string_prove_the_same_trail_though_they_lose_their_folders()
    {
        var data = Directory.CreateTempSubdirectory("flowker-keys-").FullName;
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var provider = await StubProvider.StartAsync();
        List<FlowkerProcess> processes = [];
        try
        {
            processes.AddRange(await Task.WhenAll(StartAsync(data, database), StartAsync(data, database)));
            var workflow = await Payments.CreateWorkflowAsync(processes[0].Http, provider.Address);
            for (var round = 0; round < 3; round++)
            {
                var evidence = await RunAsync(processes[round % 2].Http, workflow, Path.Combine(data, $"evidence-{round}.json"));
                await VerifyAlikeAsync(processes, database);
                var keys = await KeysAsync(processes, data);
                foreach (var anchor in new[] { Array.Empty<string>(), ["--anchor", await AnchorAsync(processes[1].Http, data)] })
                {
                    var (code, said) = await OfflineVerifier.RunAsync(["evidence", evidence, "--key", keys, .. anchor]);
                    Assert.True(code == 0, said);
                }

                // Each loses its folder once; the other one goes on, and the one that comes back too.
                var lost = processes[round % 2];
                await lost.KillAsync();
                processes[round % 2] = await StartAsync(data, database);
                await lost.DisposeAsync();
                await VerifyAlikeAsync(processes, database);
            }

            await TamperingIsFoundAsync(processes, database, data);
            await AnotherKeyIsRefusedAsync(processes, database, data, workflow);
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }

            Directory.Delete(data, recursive: true);
        }
    }

    // The third round's evidence is of an untouched time; what is changed after it is told from a key that somebody does not know.
    private static async Task TamperingIsFoundAsync(List<FlowkerProcess> processes, string database, string data)
    {
        using var stranger = SigningKey.Create();
        var other = Path.Combine(data, "stranger.pem");
        await File.WriteAllTextAsync(other, stranger.PublicKey.ExportPem());
        var evidence = Path.Combine(data, "evidence-0.json");
        var keys = await KeysAsync(processes, data);
        var (code, said) = await OfflineVerifier.RunAsync("evidence", evidence, "--key", other);
        Assert.True(code == 2, said);
        Assert.Contains("unconfirmed key", said, StringComparison.Ordinal);

        var forged = Path.Combine(data, "forged.json");
        await File.WriteAllTextAsync(forged, (await File.ReadAllTextAsync(evidence)).Replace("EXECUTION_COMPLETED", "EXECUTION_CANCELLED", StringComparison.Ordinal));
        (code, said) = await OfflineVerifier.RunAsync("evidence", forged, "--key", keys);
        Assert.True(code == 1, said);

        await using var source = NpgsqlDataSource.Create(database);
        await using var tamper = source.CreateCommand(
            "set session_replication_role = replica; update audit_events set actor_id = 'nobody' where id = (select id from audit_chain where seq = 3); reset session_replication_role");
        await tamper.ExecuteNonQueryAsync();
        foreach (var process in processes)
        {
            var verification = (await VerifyAsync(process.Http, await LastEventAsync(database)))!;
            Assert.Equal((false, 3), ((bool)verification["isValid"]!, (int)verification["firstInvalidId"]!));
        }
    }

    private static async Task AnotherKeyIsRefusedAsync(List<FlowkerProcess> processes, string database, string data, string workflow)
    {
        using var stranger = SigningKey.Create();
        var path = Path.Combine(data, "stranger-private.pem");
        await File.WriteAllTextAsync(path, stranger.ExportPem());
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(data, database, ("Flowker__Audit__SigningKeyPath", path)));
        Assert.Contains("Flowker:Audit:SigningKeyPath", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await Payments.StartAsync(processes[0].Http, workflow, "after")).Status);
    }

    private static async Task<FlowkerProcess> StartAsync(string data, string database, params (string, string)[] settings) =>
        await FlowkerProcess.StartAsync(Directory.CreateDirectory(Path.Combine(data, Guid.NewGuid().ToString())).FullName, database, Role.Api, [.. Settings, .. settings]);

    private static async Task<string> RunAsync(HttpClient http, string workflow, string path)
    {
        var (_, execution) = await Payments.StartAsync(http, workflow, Guid.NewGuid().ToString());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            using var response = await http.GetAsync(new Uri($"/v1/executions/{execution}/evidence?payloads=true&wait=30", UriKind.Relative), patience.Token);
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            if (response.IsSuccessStatusCode && text.Contains("EXECUTION_COMPLETED", StringComparison.Ordinal))
            {
                await File.WriteAllTextAsync(path, text, patience.Token);
                return path;
            }
        }
    }

    private static async Task VerifyAlikeAsync(List<FlowkerProcess> processes, string database)
    {
        var last = await LastEventAsync(database);
        var answers = new List<string>();
        foreach (var process in processes)
        {
            var verification = (await VerifyAsync(process.Http, last))!;
            Assert.True((bool)verification["isValid"]!, (string)verification["message"]!);
            answers.Add((string)verification["message"]!);
        }

        // Another checkpoint may have come to cover the event meanwhile, and nothing else may differ.
        Assert.All(answers, a => Assert.EndsWith("contents, links and checkpoints are as they were written.", a, StringComparison.Ordinal));
    }

    // Right after a kill the service may ask to come again.
    private static async Task<JsonNode?> VerifyAsync(HttpClient http, Guid last)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            using var response = await http.GetAsync(new Uri($"/v1/audit-events/{last}/verify", UriKind.Relative), patience.Token);
            if (response.IsSuccessStatusCode)
            {
                return JsonNode.Parse(await response.Content.ReadAsStringAsync(patience.Token));
            }
        }
    }

    private static async Task<Guid> LastEventAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "select e.event_id from audit_chain c join audit_events e on e.id = c.id where c.seq <= (select max(last_seq) from audit_checkpoints) order by c.seq desc limit 1");
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<string> KeysAsync(List<FlowkerProcess> processes, string data)
    {
        var path = Path.Combine(data, "keys.pem");
        var given = new List<string>();
        foreach (var process in processes)
        {
            given.Add(await process.Http.GetStringAsync(new Uri("/v1/audit-checkpoints/keys", UriKind.Relative)));
        }

        Assert.Single(given.Distinct());
        Assert.DoesNotContain("Unconfirmed", given[0], StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, given[0]);
        return path;
    }

    private static async Task<string> AnchorAsync(HttpClient http, string data)
    {
        var path = Path.Combine(data, "checkpoints.ndjson");
        await File.WriteAllTextAsync(path, await http.GetStringAsync(new Uri("/v1/audit-checkpoints", UriKind.Relative)));
        return path;
    }
}
