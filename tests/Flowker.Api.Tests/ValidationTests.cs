namespace Flowker.Api.Tests;

/// <summary>What is found in a definition, and how it is told.</summary>
public abstract class ValidationTests(Service service)
{
    [Fact]
    public async Task An_error_names_the_members_at_fault_by_their_paths_and_lists_all_findings()
    {
        var answer = await service.SendAsync(
            HttpMethod.Post,
            "/v1/workflows",
            $$"""{"name":"","nodes":[{"id":"t","type":"trigger","name":"{{new string('n', 51)}}"},{"id":"t","type":"magic"}]}""");

        answer.Is(400, "FLK-0110");
        var fields = answer.Json["fields"]!.AsObject();
        Assert.Equal(["name", "nodes[0].name", "nodes[1].id", "nodes[1].type"], fields.Select(f => f.Key));
        Assert.All(fields, f => Assert.NotEqual("", (string?)f.Value));
        Assert.Equal(
            [("name", "FLK-0110", "error"), ("nodes[0].name", "FLK-0302", "error"), ("nodes[1].id", "FLK-0120", "error"), ("nodes[1].type", "FLK-0121", "error")],
            Findings(answer));
        Assert.All(answer.Json["findings"]!.AsArray(), f => Assert.Equal((string?)fields[(string)f!["field"]!], (string?)f["message"]));
    }

    [Fact]
    public async Task An_error_is_no_larger_for_being_wrong_everywhere()
    {
        var nodes = string.Join(',', Enumerable.Range(0, 20_000).Select(_ => """{"id":"t","type":"magic"}"""));

        var answer = await service.SendAsync(HttpMethod.Post, "/v1/workflows", $$"""{"name":"{{new string('n', 100_000)}}","nodes":[{{nodes}}]}""");

        Assert.Equal(400, (int)answer.Status);
        Assert.InRange(answer.Json["findings"]!.AsArray().Count, 1, 200);
        Assert.True(answer.Text.Length < 300_000, $"{answer.Text.Length} characters");
    }

    private static IEnumerable<(string?, string?, string?)> Findings(Answer answer) =>
        answer.Json["findings"]!.AsArray().Select(f => ((string?)f!["field"], (string?)f["code"], (string?)f["severity"]));
}

public sealed class ValidationTestsOnSqlite(Service service) : ValidationTests(service), IClassFixture<Service>;

public sealed class ValidationTestsOnPostgres(PostgresService service) : ValidationTests(service), IClassFixture<PostgresService>;
