using System.Net;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>Pages of lists, however large what they list is.</summary>
public abstract class PageSizeTests(Service service)
{
    private const int MaxPage = 5 * 1024 * 1024;

    [Fact]
    public async Task A_page_ends_early_when_its_definitions_are_large_and_nothing_is_lost()
    {
        var created = new List<string>();
        foreach (var size in new[] { 1_900_000, 1_900_000, 100, 3_900_000, 3_900_000, 100, 1_900_000, 1_900_000, 1_900_000 })
        {
            var answer = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(
                $$$"""[{"id":"t","type":"trigger"},{"id":"a","type":"action","data":{"actionType":"note","text":"{{{new string('x', size)}}}"}}]""", "[]"));
            Assert.Equal(HttpStatusCode.Created, answer.Status);
            created.Add((string)answer.Json["workflowId"]!);
        }

        var listed = new List<string>();
        var cursor = "";
        do
        {
            var page = await service.GetAsync($"/v1/workflows?limit=100&sortOrder=asc&cursor={cursor}");
            Assert.True(page.Text.Length < MaxPage, $"A page of {page.Text.Length} characters.");
            var items = page.Json["items"]!.AsArray();
            Assert.NotEmpty(items);
            Assert.All(items, i => Assert.NotNull(i!["nodes"]));
            listed.AddRange(items.Select(i => (string)i!["id"]!));
            cursor = (bool)page.Json["hasMore"]! ? (string)page.Json["nextCursor"]! : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(created, listed.Intersect(created));
        Assert.Equal(listed.Count, listed.Distinct().Count());

        var summary = await service.GetAsync("/v1/workflows?limit=100&sortOrder=asc&view=summary");
        Assert.True(summary.Text.Length < 100_000 && !(bool)summary.Json["hasMore"]!);
        Assert.Equal(listed, summary.Json["items"]!.AsArray().Select(i => (string)i!["id"]!));
        Assert.All(summary.Json["items"]!.AsArray(), IsSummary);
        (await service.GetAsync("/v1/workflows?view=half")).Is(400, "FLK-0304");
    }

    private static void IsSummary(JsonNode? item)
    {
        Assert.Null(item!["nodes"]);
        Assert.Null(item["edges"]);
        Assert.True((string?)item["name"] is { Length: > 0 } && (string?)item["status"] == "draft" && (int)item["version"]! == 1);
    }
}

public sealed class PageSizeTestsOnSqlite(Service service) : PageSizeTests(service), IClassFixture<Service>;

public sealed class PageSizeTestsOnPostgres(PostgresService service) : PageSizeTests(service), IClassFixture<PostgresService>;
