using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Flowker.Audit.Checkpoints;
using Flowker.Audit.Evidence;
using Flowker.Testing;
using Npgsql;

namespace Flowker.Cluster.Tests;

/// <summary>Three processes that write events at once, two of which are killed in between: the chain has every event, once.</summary>
public sealed class AuditChainTests
{
    private const int Executions = 6_300;
    private const int EventsEach = 8;
    private const int Clients = 48;

    [Fact]
    public async Task Fifty_thousand_events_of_three_silos_are_chained_without_a_gap_though_silos_are_killed()
    {
        var data = Directory.CreateTempSubdirectory("flowker-audit-").FullName;
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        List<FlowkerProcess> processes = [];
        try
        {
            await using var provider = await StubProvider.StartAsync();
            (string, string)[] settings = [("Flowker__Audit__CheckpointSeconds", "2")];
            processes.AddRange(await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => FlowkerProcess.StartAsync(data, database, Role.Api, settings))));
            var workflow = await Payments.CreateWorkflowAsync(processes[0].Http, provider.Address);
            var started = await StartAllAsync(processes, workflow, async killed =>
            {
                await processes[killed].KillAsync();
                var successor = await FlowkerProcess.StartAsync(data, database, Role.Api, settings);
                await processes[killed].DisposeAsync();
                processes[killed] = successor;
            });

            await using var source = NpgsqlDataSource.Create(database + ";Pooling=false;Application Name=observer");
            await UntilAsync(source, "select count(*) = 0 from executions where status in ('pending', 'running')");
            await UntilAsync(source, "select (select count(*) from audit_events) = (select count(*) from audit_chain)");
            Assert.Equal(Executions, started.Count);
            await IsTrueAsync(source, $"select count(*) >= {Executions * EventsEach} from audit_events");
            await IsTrueAsync(source, "select min(seq) = 1 and max(seq) = count(*) from audit_chain");
            await IsTrueAsync(source, "select not exists (select 1 from audit_events e where not exists (select 1 from audit_chain c where c.id = e.id))");

            // Each event names its number within its execution, and the last number is that of the end.
            await IsTrueAsync(
                source,
                """
                select not exists (
                    select 1 from (
                        select resource_id, count(*) as events, count(distinct metadata::json ->> 'execution.event') as numbers,
                            max((metadata::json ->> 'execution.event')::int) as last,
                            max((metadata::json ->> 'execution.event')::int) filter (where event_type = 'EXECUTION_COMPLETED') as ended
                        from audit_events where resource_type = 'execution' group by resource_id) as x
                    where events <> numbers or events <> last or ended is distinct from last)
                """);

            // In the order of the chain an execution's events are in the order of their numbers.
            await IsTrueAsync(
                source,
                """
                select not exists (
                    select 1 from (
                        select (metadata::json ->> 'execution.event')::int as number,
                            row_number() over (partition by resource_id order by c.seq) as place
                        from audit_events e join audit_chain c on c.id = e.id where resource_type = 'execution') as x
                    where number <> place)
                """);
            await IsTrueAsync(
                source,
                $"select count(distinct resource_id) = {Executions} from audit_events where resource_type = 'execution'");
            await VerifyAsync(processes[0].Http, source);
            await CheckEvidenceAsync(processes[1].Http, started.Values.First(), data);
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

    private static async Task<ConcurrentDictionary<string, string>> StartAllAsync(
        List<FlowkerProcess> processes, string workflow, Func<int, Task> kill)
    {
        var started = new ConcurrentDictionary<string, string>();
        var kills = new[] { Executions / 3, 2 * Executions / 3 };
        var killing = new Task?[kills.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Executions),
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (n, _) =>
            {
                for (var attempt = 0; !started.ContainsKey($"p-{n}"); attempt++)
                {
                    try
                    {
                        if (await Payments.StartAsync(processes[(n + attempt) % processes.Count].Http, workflow, $"p-{n}") is { ExecutionId: { } id })
                        {
                            started[$"p-{n}"] = id;
                        }
                    }
                    catch (Exception failure) when (failure is HttpRequestException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
                    {
                        // The process was replaced meanwhile; the next one is asked.
                    }
                }

                for (var i = 0; i < kills.Length; i++)
                {
                    var which = i;
                    if (started.Count >= kills[i])
                    {
                        lock (killing)
                        {
                            killing[i] ??= Task.Run(() => kill(which), CancellationToken.None);
                        }
                    }
                }
            });
        await Task.WhenAll(killing.OfType<Task>());
        return started;
    }

    private static async Task VerifyAsync(HttpClient http, NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "select e.event_id, c.seq from audit_chain c join audit_events e on e.id = c.id order by c.seq desc limit 1");
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var verification = await http.GetFromJsonAsync<JsonNode>($"/v1/audit-events/{reader.GetGuid(0)}/verify");
        Assert.True((bool)verification!["isValid"]!, (string)verification["message"]!);
        Assert.True((long)verification["totalChecked"]! >= reader.GetInt64(1));
    }

    private static async Task CheckEvidenceAsync(HttpClient http, string execution, string data)
    {
        byte[]? evidence = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (evidence is null)
        {
            using var response = await http.GetAsync(new Uri($"/v1/executions/{execution}/evidence?payloads=true", UriKind.Relative), patience.Token);
            evidence = response.StatusCode is HttpStatusCode.OK ? await response.Content.ReadAsByteArrayAsync(patience.Token) : null;
        }

        var key = VerificationKey.FromPem(await http.GetStringAsync(new Uri("/v1/audit-checkpoints/keys", UriKind.Relative)));
        var keys = new TrustedKeys([key]);
        PublishedCheckpoints published;
        EvidenceReport report;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            var text = await File.ReadAllTextAsync(Path.Combine(data, "audit", "checkpoints.ndjson"), Encoding.UTF8, patience.Token);
            published = PublishedCheckpoints.Read(text[..(text.LastIndexOf('\n') + 1)].Split('\n'), keys);
            report = new EvidenceVerifier(keys, published).Verify(EvidenceFile.Read(evidence));
        }
        while (!report.Holds && !published.Holds(EvidenceFile.Read(evidence).Checkpoints[^1].Content));

        Assert.True(report.Holds, string.Join(" ", report.Faults));
    }

    private static async Task UntilAsync(NpgsqlDataSource source, string question)
    {
        var deadline = DateTime.UtcNow.AddSeconds(120);
        while (!await AskAsync(source, question))
        {
            Assert.True(DateTime.UtcNow < deadline, question);
            await Task.Yield();
        }
    }

    private static async Task IsTrueAsync(NpgsqlDataSource source, string question) => Assert.True(await AskAsync(source, question), question);

    private static async Task<bool> AskAsync(NpgsqlDataSource source, string question)
    {
#pragma warning disable CA2100 // The texts are those above.
        await using var command = source.CreateCommand(question);
#pragma warning restore CA2100
        command.CommandTimeout = 120;
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
