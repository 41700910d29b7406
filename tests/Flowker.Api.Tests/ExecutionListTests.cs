using System.Globalization;
using System.Net;

namespace Flowker.Api.Tests;

/// <summary>Finding executions: by key, by when they started, by where they failed.</summary>
public abstract class ExecutionListTests(Service service)
{
    [Theory]
    [InlineData("plain")]
    [InlineData("with/slash")]
    [InlineData("50%25 off?")]
    [InlineData("a b")]
    public async Task An_execution_is_found_by_its_key(string key)
    {
        key += Guid.NewGuid();
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var started = await service.StartAsync(workflow, key);
        var found = await service.GetAsync($"/v1/executions/by-key/{Uri.EscapeDataString(key)}");
        Assert.Equal((HttpStatusCode.OK, (string?)started.Json["executionId"]), (found.Status, (string?)found.Json["executionId"]));
        var listed = await service.GetAsync($"/v1/executions?idempotencyKey={Uri.EscapeDataString(key)}");
        Assert.Equal([(string?)started.Json["executionId"]], listed.Json["items"]!.AsArray().Select(e => (string?)e!["executionId"]));
        (await service.GetAsync($"/v1/executions/by-key/{Guid.NewGuid()}")).Is(404, "FLK-0500");
        (await service.GetAsync($"/v1/executions/by-key/{new string('k', 256)}")).Is(400, "FLK-0509");
        Assert.Empty((await service.GetAsync("/v1/executions?idempotencyKey=nobody")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Lists_filter_by_time_and_by_the_node_that_failed()
    {
        var from = DateTimeOffset.UtcNow;
        var node = $"n{Guid.NewGuid():N}";
        var workflow = await service.ActivateAsync(
            Workflows.OneCall("\"path\":\"/status/422\"").Replace("\"call\"", $"\"{node}\"", StringComparison.Ordinal),
            Workflows.OneCallEdges.Replace("\"call\"", $"\"{node}\"", StringComparison.Ordinal));
        List<string> ids = [];
        foreach (var _ in Enumerable.Range(0, 3))
        {
            ids.Add((string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!);
            await service.ResultsAsync(ids[^1]);
        }

        Assert.Equal(ids, await IdsAsync($"nodeId={node}&sortOrder=asc"));
        Assert.Equal(ids, await IdsAsync($"nodeId={node}&status=failed&sortOrder=asc&startedFrom={Text(from)}"));
        Assert.Empty(await IdsAsync($"nodeId={node}&startedTo={Text(from.AddMinutes(-1))}"));
        var second = (string)(await service.GetAsync($"/v1/executions/{ids[1]}")).Json["startedAt"]!;
        Assert.Equal([ids[1]], await IdsAsync($"workflowId={workflow}&startedFrom={second}&startedTo={second}"));
        var page = await service.GetAsync($"/v1/executions?nodeId={node}&limit=2");
        Assert.Equal([ids[0]], await IdsAsync($"nodeId={node}&limit=2&cursor={page.Json["nextCursor"]}"));
        (await service.GetAsync($"/v1/executions?nodeId=other&limit=2&cursor={page.Json["nextCursor"]}")).Is(400, "INVALID_CURSOR");
    }

    [Theory]
    [InlineData("startedFrom=yesterday")]
    [InlineData("startedTo=2026-01-01")]
    [InlineData("startedFrom=2026-01-02T00:00:00Z&startedTo=2026-01-01T00:00:00Z")]
    public async Task A_faulty_time_is_400(string query) => (await service.GetAsync($"/v1/executions?{query}")).Is(400, "FLK-0304");

    private async Task<IEnumerable<string?>> IdsAsync(string query) =>
        (await service.GetAsync($"/v1/executions?{query}")).Json["items"]!.AsArray().Select(e => (string?)e!["executionId"]);

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

public sealed class ExecutionListTestsOnSqlite(Service service) : ExecutionListTests(service), IClassFixture<Service>;

public sealed class ExecutionListTestsOnPostgres(PostgresService service) : ExecutionListTests(service), IClassFixture<PostgresService>;
