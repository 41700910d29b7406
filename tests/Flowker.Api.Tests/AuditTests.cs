using System.Net;

namespace Flowker.Api.Tests;

/// <summary>Searching and reading the audit trail.</summary>
public abstract class AuditTests(Service service)
{
    private const string Root = "/v1/audit-events";

    [Fact]
    public async Task Every_change_of_a_configuration_has_its_event_with_who_did_it()
    {
        var created = await service.SendAsync(HttpMethod.Post, "/v1/provider-configurations",
            $$"""{"name":"{{Guid.NewGuid()}}","providerId":"http","config":{"base_url":"{{service.Provider.Address}}"} }""", headers: ("X-Request-Id", "audited"));
        var id = (string)created.Json["id"]!;
        await service.SendAsync(HttpMethod.Patch, $"/v1/provider-configurations/{id}", """{"description":"x"}""");
        await service.PostAsync($"/v1/provider-configurations/{id}/disable");
        await service.PostAsync($"/v1/provider-configurations/{id}/enable");
        await service.PostAsync($"/v1/provider-configurations/{id}/test");
        await service.SendAsync(HttpMethod.Delete, $"/v1/provider-configurations/{id}");
        var trail = await service.GetAsync($"{Root}?resourceId={id}&sortOrder=asc");
        Assert.Equal(
            ["PROVIDER_CONFIG_CREATED", "PROVIDER_CONFIG_UPDATED", "PROVIDER_CONFIG_DISABLED", "PROVIDER_CONFIG_ENABLED", "PROVIDER_CONFIG_TESTED", "PROVIDER_CONFIG_DELETED"],
            trail.Json["items"]!.AsArray().Select(e => (string)e!["eventType"]!));
        var first = trail.Json["items"]![0]!;
        Assert.Equal(("CREATE", "SUCCESS", "provider_config", "127.0.0.1", "audited"),
            ((string?)first["action"], (string?)first["result"], (string?)first["resourceType"], (string?)first["actor"]!["ipAddress"], (string?)first["context"]!["requestId"]));
        var alone = (await service.GetAsync($"{Root}/{first["eventId"]}")).Json.AsObject();

        // Its place in the chain comes a moment later.
        foreach (var member in new[] { "sequence", "hash", "previousHash" })
        {
            first.AsObject().Remove(member);
            alone.Remove(member);
        }

        Assert.Equal(first.ToJsonString(), alone.ToJsonString());
    }

    [Fact]
    public async Task A_search_filters_and_pages()
    {
        var id = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        await service.PostAsync($"/v1/workflows/{id}/deactivate");
        await service.PostAsync($"/v1/workflows/{id}/draft");
        var list = $"{Root}?resourceType=workflow&resourceId={id}";
        var first = await service.GetAsync($"{list}&limit=3");
        Assert.Equal((true, 3), ((bool)first.Json["hasMore"]!, first.Json["items"]!.AsArray().Count));
        var second = await service.GetAsync($"{list}&limit=3&cursor={first.Json["nextCursor"]}");
        Assert.Equal(
            ["WORKFLOW_DRAFTED", "WORKFLOW_DEACTIVATED", "WORKFLOW_ACTIVATED", "WORKFLOW_CREATED"],
            first.Json["items"]!.AsArray().Concat(second.Json["items"]!.AsArray()).Select(e => (string)e!["eventType"]!));
        Assert.Equal((null, false), ((string?)second.Json["nextCursor"], (bool)second.Json["hasMore"]!));
        foreach (var (filter, count) in new[]
        {
            ("&eventType=WORKFLOW_DRAFTED", 1), ("&action=DEACTIVATE", 1), ("&result=FAILED", 0), ("&actorId=nobody", 0),
            ("&dateFrom=2999-01-01T00:00:00Z", 0), ("&dateTo=2001-01-01T00:00:00Z", 0), ("&limit=-3", 4), ("&limit=1000", 4),
        })
        {
            Assert.Equal((filter, count), (filter, (await service.GetAsync(list + filter)).Json["items"]!.AsArray().Count));
        }

        (await service.GetAsync($"{Root}?cursor={first.Json["nextCursor"]}")).Is(400, "FLK-0610");
    }

    [Theory]
    [InlineData("limit=many", "FLK-0304")]
    [InlineData("resourceId=7", "FLK-0002")]
    [InlineData("dateFrom=yesterday", "FLK-0305")]
    [InlineData("dateTo=2026-01-01", "FLK-0305")]
    [InlineData("dateFrom=2026-01-02T00:00:00Z&dateTo=2026-01-01T00:00:00Z", "FLK-0308")]
    [InlineData("eventType=workflow_created", "FLK-0304")]
    [InlineData("action=STEAL", "FLK-0304")]
    [InlineData("result=MAYBE", "FLK-0304")]
    [InlineData("resourceType=planet", "FLK-0304")]
    [InlineData("cursor=17", "FLK-0610")]
    [InlineData("cursor=!", "FLK-0610")]
    public async Task A_faulty_search_is_400(string query, string code) => (await service.GetAsync($"{Root}?{query}")).Is(400, code);

    [Fact]
    public async Task Unknown_events_are_404()
    {
        (await service.GetAsync($"{Root}/{Guid.NewGuid()}")).Is(404, "FLK-0600");
        (await service.GetAsync($"{Root}/seven")).Is(400, "FLK-0002");
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync(Root)).Status);
    }
}

public sealed class AuditTestsOnSqlite(Service service) : AuditTests(service), IClassFixture<Service>;

public sealed class AuditTestsOnPostgres(PostgresService service) : AuditTests(service), IClassFixture<PostgresService>;
