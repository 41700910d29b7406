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

    [Fact]
    public async Task Warnings_do_not_refuse_an_activation_unless_it_is_strict()
    {
        var nodes = """[{"id":"t","type":"trigger"},{"id":"o","type":"action","data":{"actionType":"set_output","output":{},"outptu":1}}]""";
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(nodes, Workflows.JustOutputEdges));
        var path = $"/v1/workflows/{created.Json["workflowId"]}";
        (string?, string?, string?)[] expected = [("nodes[1].data.outptu", "FLK-0180", "warning")];

        var report = await service.PostAsync($"{path}/validate");
        Assert.Equal((200, true), ((int)report.Status, (bool)report.Json["valid"]!));
        Assert.Equal(expected, Findings(report));
        (await service.PostAsync($"{path}/activate?strict=maybe")).Is(400, "FLK-0304");
        (await service.PostAsync($"{path}/activate?strickt=true")).Is(400, "FLK-0304");
        var strict = await service.PostAsync($"{path}/activate?strict=true");
        strict.Is(422, "FLK-0180");
        Assert.Equal(expected, Findings(strict));
        Assert.Contains("output", (string?)strict.Json["fields"]!["nodes[1].data.outptu"], StringComparison.Ordinal);
        Assert.Equal("draft", (string?)(await service.GetAsync(path)).Json["status"]);
        Assert.Equal("active", (string?)(await service.PostAsync($"{path}/activate?strict=false")).Json["status"]);
        Assert.Equal(expected, Findings(await service.PostAsync($"{path}/validate")));
    }

    [Fact]
    public async Task What_has_no_doubt_is_activated_strictly()
    {
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(Workflows.JustOutput, Workflows.JustOutputEdges));
        Assert.Equal("active", (string?)(await service.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate?strict=true")).Json["status"]);
    }

    [Fact]
    public async Task Members_that_nobody_reads_are_pointed_out_also_after_they_were_stored()
    {
        var body = $$"""
            {"name":"{{Guid.NewGuid()}}","nodez":[],"settings":{"executionTimeoutSecond":9},"status":"active","version":3,
             "nodes":[{"id":"t","type":"trigger","Position":{"x":1,"z":2},"dat":{} },{"id":"o","type":"action"}],
             "edges":[{"id":"e","source":"t","target":"o","souceHandle":"true"}]}
            """;
        (string?, string?, string?)[] expected =
        [
            ("nodez", "FLK-0180", "warning"), ("settings.executionTimeoutSecond", "FLK-0180", "warning"), ("nodes[0].dat", "FLK-0180", "warning"),
            ("nodes[0].position.z", "FLK-0180", "warning"), ("edges[0].souceHandle", "FLK-0180", "warning"),
        ];

        var unstored = await service.SendAsync(HttpMethod.Post, "/v1/workflows/validate", body);
        Assert.Equal(expected, Findings(unstored));
        Assert.Equal(
            ["nodes", "executionTimeoutSeconds", "data", null, "sourceHandle"],
            unstored.Json["findings"]!.AsArray().Select(f => ((string)f!["message"]!).Split('\'') is [_, _, _, var meant, _] ? meant : null));
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", body);
        var path = $"/v1/workflows/{created.Json["workflowId"]}";
        Assert.Equal(expected, Findings(await service.PostAsync($"{path}/validate")));
        Assert.DoesNotContain("unread", (await service.GetAsync(path)).Text, StringComparison.Ordinal);
        var clone = await service.SendAsync(HttpMethod.Post, $"{path}/clone", $$"""{"name":"{{Guid.NewGuid()}}"}""");
        Assert.Equal(expected, Findings(await service.PostAsync($"/v1/workflows/{clone.Json["workflowId"]}/validate")));
        await service.SendAsync(HttpMethod.Put, path, service.Body(Workflows.JustOutput, Workflows.JustOutputEdges));
        Assert.Empty(Findings(await service.PostAsync($"{path}/validate")));
    }

    [Fact]
    public async Task A_body_is_judged_without_being_stored()
    {
        var before = (int)(await service.GetAsync("/v1/dashboards/workflows/summary")).Json["total"]!;
        var faulty = await service.SendAsync(HttpMethod.Post, "/v1/workflows/validate", """
            {"nodes":[{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"/x","method":"POST","verify_token":"********"}},
              {"id":"c","type":"conditional"},{"id":"c","type":"magic"},{"id":"x","type":"executor","data":{"executorId":"nope"}}],
             "edges":[{"id":"1","source":"t","target":"zz"}]}
            """);
        Assert.Equal((200, false), ((int)faulty.Status, (bool)faulty.Json["valid"]!));
        Assert.Superset(
            new HashSet<(string?, string?, string?)>
            {
                ("name", "FLK-0110", "error"), ("nodes[1].data.condition", "FLK-0105", "error"), ("nodes[2].id", "FLK-0120", "error"),
                ("nodes[2].type", "FLK-0121", "error"), ("nodes[3].data.executorId", "FLK-0104", "error"), ("edges[0].target", "FLK-0115", "error"),
                ("nodes[0].data.verify_token", "FLK-0302", "error"), ("nodes[0]", "FLK-0183", "warning"),
            },
            Findings(faulty).ToHashSet());

        var wrongKinds = await service.SendAsync(HttpMethod.Post, "/v1/workflows/validate", """{"name":7,"nodes":{},"settings":{"executionTimeoutSeconds":0}}""");
        Assert.Equal(
            [("name", "FLK-0001", "error"), ("nodes", "FLK-0001", "error"), ("settings.executionTimeoutSeconds", "FLK-0302", "error")],
            Findings(wrongKinds));
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows/validate", "{")).Is(400, "FLK-0001");
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows/validate", "[]")).Is(400, "FLK-0001");
        var good = await service.SendAsync(HttpMethod.Post, "/v1/workflows/validate", service.Body(Workflows.JustOutput, Workflows.JustOutputEdges));
        Assert.Equal("""{"valid":true,"findings":[]}""", good.Text);
        Assert.Equal(before, (int)(await service.GetAsync("/v1/dashboards/workflows/summary")).Json["total"]!);
    }

    [Theory]
    [InlineData("PUT", "workflows")]
    [InlineData("PATCH", "executors")]
    [InlineData("PATCH", "provider-configurations")]
    public async Task A_body_that_cannot_be_read_is_told_before_the_id_is_looked_up(string method, string resource)
    {
        var path = $"/v1/{resource}/{Guid.NewGuid()}";
        foreach (var body in new[] { "{", "[]", """{"name":7}""" })
        {
            (await service.SendAsync(new HttpMethod(method), path, body, headers: ("If-Match", "\"7\""))).Is(400, "FLK-0001");
        }

        Assert.Equal(404, (int)(await service.SendAsync(new HttpMethod(method), path, """{"name":"w"}""")).Status);
        (await service.SendAsync(new HttpMethod(method), $"/v1/{resource}/7", "{")).Is(400, "FLK-0002");
    }

    private static IEnumerable<(string?, string?, string?)> Findings(Answer answer) =>
        answer.Json["findings"]!.AsArray().Select(f => ((string?)f!["field"], (string?)f["code"], (string?)f["severity"]));
}

public sealed class ValidationTestsOnSqlite(Service service) : ValidationTests(service), IClassFixture<Service>;

public sealed class ValidationTestsOnPostgres(PostgresService service) : ValidationTests(service), IClassFixture<PostgresService>;
