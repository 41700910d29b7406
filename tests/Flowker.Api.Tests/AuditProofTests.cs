using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Audit.Evidence;

namespace Flowker.Api.Tests;

/// <summary>The proof of the audit trail over REST: what a client gets is enough to verify it alone.</summary>
public abstract class AuditProofTests(Service service)
{
    [Fact]
    public async Task An_execution_can_be_proven_with_what_the_api_gives()
    {
        var execution = await RunAsync();
        var evidence = await UntilReadyAsync($"/v1/executions/{execution}/evidence?payloads=true");
        Assert.Contains("attachment", evidence.Headers["Content-Disposition"], StringComparison.Ordinal);
        var keys = new TrustedKeys([VerificationKey.FromPem((await service.GetAsync("/v1/audit-checkpoints/keys")).Text)]);
        var published = PublishedCheckpoints.Read((await service.GetAsync("/v1/audit-checkpoints")).Text.Split('\n'), keys);
        var file = EvidenceFile.Read(Encoding.UTF8.GetBytes(evidence.Text));
        var report = new EvidenceVerifier(keys, published).Verify(file);
        Assert.True(report.Holds, string.Join(" ", report.Faults));
        Assert.Equal(
            ["EXECUTION_STARTED", "PROVIDER_CALL_STARTED", "PROVIDER_CALL_COMPLETED", "EXECUTION_COMPLETED"],
            file.Entries.Select(e => e.Entry.GetProperty("eventType").GetString()));
        var call = file.Entries[2].Entry.GetProperty("metadata");
        Assert.Equal("success", call.GetProperty("outcome").GetString());
        Assert.Equal(200, call.GetProperty("status_code").GetInt32());
        Assert.Equal(64, call.GetProperty("response.sha256").GetString()!.Length);
        Assert.Equal("""{"amount":12.50}""", Encoding.UTF8.GetString(file.Payloads.Single(p => p.Name == EvidencePayload.Input).Body.Span));
        var without = await service.GetAsync($"/v1/executions/{execution}/evidence");
        Assert.Empty(without.Json["payloads"]!.AsArray());
    }

    [Fact]
    public async Task An_entry_is_hashed_as_it_is_answered_and_the_chain_is_verified()
    {
        var execution = await RunAsync();
        await UntilReadyAsync($"/v1/executions/{execution}/evidence");
        var items = (await service.GetAsync($"/v1/audit-events?resourceId={execution}")).Json["items"]!.AsArray();
        foreach (var item in items)
        {
            Assert.Equal((string)item!["hash"]!, EntryHash.Of(JsonElement.Parse(item.ToJsonString())).ToString());
        }

        foreach (var from in new[] { "", "?from=start", "?from=checkpoint" })
        {
            var verified = (await service.GetAsync($"/v1/audit-events/{items[0]!["eventId"]}/verify{from}")).Json;
            Assert.True((bool)verified["isValid"]!, (string)verified["message"]!);
            Assert.Null(verified["firstInvalidId"]);
            Assert.True((long)verified["totalChecked"]! > 0);
        }
    }

    [Fact]
    public async Task An_export_is_the_chain_line_by_line()
    {
        var execution = await RunAsync();
        await UntilReadyAsync($"/v1/executions/{execution}/evidence");
        var export = await service.GetAsync("/v1/audit-events/export");
        Assert.Equal("application/x-ndjson", export.Headers["Content-Type"]);
        var walk = new ChainWalk(0, null, []);
        foreach (var line in export.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var entry = JsonElement.Parse(line);
            Assert.True(Audit.Sha256.TryParse(entry.GetProperty("hash").GetString(), out var hash));
            Assert.Null(walk.Step(entry.GetProperty("sequence").GetInt64(), hash, EntryHash.Of(entry)));
        }

        Assert.True(walk.Sequence >= 4);
        var filtered = await service.GetAsync($"/v1/audit-events/export?resourceId={execution}&eventType=EXECUTION_COMPLETED");
        Assert.Equal(execution, (string)JsonNode.Parse(filtered.Text.Trim())!["resourceId"]!);
        (await service.GetAsync("/v1/audit-events/export?action=STEAL")).Is(400, "FLK-0304");
    }

    [Fact]
    public async Task What_a_request_caused_is_found_by_its_id()
    {
        var id = $"request-{Guid.NewGuid()}";
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        await service.SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/deactivate", headers: ("X-Request-Id", id));
        var found = (await service.GetAsync($"/v1/audit-events?requestId={id}")).Json["items"]!.AsArray();
        Assert.Equal("WORKFLOW_DEACTIVATED", (string)Assert.Single(found)!["eventType"]!);
    }

    [Fact]
    public async Task Removal_is_allowed_up_to_a_checkpoint_and_recorded()
    {
        var execution = await RunAsync();
        var evidence = await UntilReadyAsync($"/v1/executions/{execution}/evidence");
        var through = (long)evidence.Json["checkpoints"]![0]!["lastSequence"]!;
        (await service.PostAsync($"/v1/audit-checkpoints/{through}/allow-removal")).Is(400, "FLK-0302");
        (await service.PostAsync("/v1/audit-checkpoints/999999999/allow-removal?reason=age")).Is(400, "FLK-0302");
        Assert.Equal(HttpStatusCode.NoContent, (await service.PostAsync($"/v1/audit-checkpoints/{through}/allow-removal?reason=seven%20years")).Status);
        (await service.PostAsync($"/v1/audit-checkpoints/{through}/allow-removal?reason=again")).Is(400, "FLK-0302");
        var recorded = (await service.GetAsync("/v1/audit-events?eventType=AUDIT_REMOVAL_ALLOWED")).Json["items"]!.AsArray();
        Assert.Equal((through, "seven years"), ((long)recorded[0]!["metadata"]!["through_sequence"]!, (string)recorded[0]!["metadata"]!["reason"]!));
    }

    [Fact]
    public async Task Whoever_asks_to_wait_gets_the_evidence_with_one_request()
    {
        var execution = await RunAsync();
        var evidence = await service.GetAsync($"/v1/executions/{execution}/evidence?wait=60");
        Assert.Equal(HttpStatusCode.OK, evidence.Status);
        Assert.Equal("EXECUTION_COMPLETED", (string?)evidence.Json["entries"]!.AsArray()[^1]!["entry"]!["eventType"]);
        foreach (var wait in new[] { "-1", "61", "2147483648" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await service.GetAsync($"/v1/executions/{execution}/evidence?wait={wait}")).Status);
        }

        (await service.GetAsync($"/v1/executions/{Guid.NewGuid()}/evidence?wait=60")).Is(404, "FLK-0500");
    }

    [Fact]
    public async Task A_reason_is_one_line_that_shows_what_it_holds()
    {
        foreach (var reason in new[] { "old%0Aage", "old%1Bage", "%E2%80%AEold", "old%E2%80%A8age" })
        {
            (await service.PostAsync($"/v1/audit-checkpoints/1/allow-removal?reason={reason}")).Is(400, "FLK-0302");
        }

        // No query may hold it.
        (await service.PostAsync("/v1/audit-checkpoints/1/allow-removal?reason=old%00")).Is(400, "FLK-0304");
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_proven()
    {
        (await service.GetAsync($"/v1/audit-events/{Guid.NewGuid()}/verify")).Is(404, "FLK-0600");
        (await service.GetAsync("/v1/audit-events/seven/verify")).Is(400, "FLK-0002");
        (await service.GetAsync($"/v1/executions/{Guid.NewGuid()}/evidence")).Is(404, "FLK-0500");
        (await service.GetAsync("/v1/executions/seven/evidence")).Is(400, "FLK-0002");
        (await service.GetAsync($"/v1/audit-events/{Guid.NewGuid()}/verify?from=nowhere")).Is(400, "FLK-0302");
    }

    private async Task<string> RunAsync()
    {
        var workflow = await service.ActivateAsync(
            """[{"id":"t","type":"trigger"},{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","method":"POST","path":"/echo"}}]""",
            """[{"id":"1","source":"t","target":"a"}]""");
        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString(), """{ "amount": 12.50 }""");
        var execution = (string)started.Json["executionId"]!;
        await service.ResultsAsync(execution);
        return execution;
    }

    // A checkpoint covers the events after a second, as the service under test is set.
    private async Task<Answer> UntilReadyAsync(string path)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await service.GetAsync(path);
            if (answer.Status is HttpStatusCode.OK)
            {
                return answer;
            }

            answer.Is(503, "FLK-9998");
            await Task.Delay(100, patience.Token);
        }
    }
}

public sealed class AuditProofTestsOnSqlite(Service service) : AuditProofTests(service), IClassFixture<Service>;

public sealed class AuditProofTestsOnPostgres(PostgresService service) : AuditProofTests(service), IClassFixture<PostgresService>;

/// <summary>Requests that were turned away.</summary>
public sealed class RefusedRequestTests
{
    [Fact]
    public async Task Refused_requests_are_recorded_but_cannot_flood_the_trail()
    {
        await using var scope = new Scope();
        var service = await scope.StartAsync();
        for (var i = 0; i < 40; i++)
        {
            await service.SendAsync(HttpMethod.Get, "/v1/workflows?secret=1", headers: ("X-API-Key", "wrong"));
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        JsonArray found;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            found = (await service.SendAsync(HttpMethod.Get, "/v1/audit-events?eventType=REQUEST_UNAUTHENTICATED", headers: ("X-API-Key", "right")))
                .Json["items"]!.AsArray();
        }
        while (found.Count < 5);

        // Five a minute for one address, in two minutes at most.
        Assert.InRange(found.Count, 5, 10);
        Assert.All(found, e => Assert.Equal(
            ("FAILED", "request", "127.0.0.1", "/v1/workflows"),
            ((string?)e!["result"], (string?)e["resourceType"], (string?)e["actor"]!["ipAddress"], (string?)e["metadata"]!["http.path"])));
        Assert.DoesNotContain("secret", found.ToJsonString(), StringComparison.Ordinal);
    }

    private sealed class Scope : IAsyncDisposable
    {
        private readonly Service _service = new(("API_KEY_ENABLED", "true"), ("API_KEY", "right"));

        public async Task<Service> StartAsync()
        {
            await _service.InitializeAsync();
            return _service;
        }

        public async ValueTask DisposeAsync() => await _service.DisposeAsync();
    }
}
