using System.Net;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>The routes of workflows.</summary>
public abstract class WorkflowTests(Service service)
{
    [Fact]
    public async Task A_workflow_lives_from_draft_to_active_to_inactive_to_draft()
    {
        var created = await CreateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        Assert.Equal((HttpStatusCode.Created, "1.0.0", "draft", "\"1\""),
            (created.Status, (string?)created.Json["version"], (string?)created.Json["status"], created.Headers["ETag"]));
        var path = $"/v1/workflows/{created.Json["workflowId"]}";
        (await service.PostAsync($"{path}/deactivate")).Is(422, "FLK-0102");
        (await service.PostAsync($"{path}/draft")).Is(422, "FLK-0102");
        foreach (var (action, status) in new[] { ("activate", "active"), ("deactivate", "inactive"), ("draft", "draft") })
        {
            var moved = await service.PostAsync($"{path}/{action}");
            Assert.Equal((HttpStatusCode.OK, status), (moved.Status, (string?)moved.Json["status"]));
        }

        Assert.Equal(4, (int)(await service.GetAsync(path)).Json["version"]!);
    }

    [Fact]
    public async Task What_was_sent_is_what_is_read()
    {
        var nodes = """[{"id":"t","type":"trigger","name":"Start","position":{"x":10.5,"y":-3},"data":{"big":12345678901234567890.10}}]""";
        var created = await service.SendAsync(
            HttpMethod.Post, "/v1/workflows", $$$"""{"name":"as sent {{{Guid.NewGuid()}}}","description":"","nodes":{{{nodes}}},"edges":[],"metadata":{"team":"risk"},"settings":{"executionTimeoutSeconds":60}}""");
        var read = await service.GetAsync($"/v1/workflows/{created.Json["workflowId"]}");
        Assert.Equal(nodes, read.Json["nodes"]!.ToJsonString());
        Assert.Equal(("", """{"team":"risk"}""", """{"executionTimeoutSeconds":60}"""),
            ((string?)read.Json["description"], read.Json["metadata"]!.ToJsonString(), read.Json["settings"]!.ToJsonString()));
        Assert.Equal((string?)created.Json["createdAt"], (string?)read.Json["createdAt"]);
    }

    [Fact]
    public async Task Only_a_draft_is_edited_and_only_what_is_not_active_is_deleted()
    {
        var id = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var body = service.Body(Workflows.JustOutput, Workflows.JustOutputEdges);
        (await service.SendAsync(HttpMethod.Put, $"/v1/workflows/{id}", body)).Is(422, "FLK-0103");
        (await service.SendAsync(HttpMethod.Delete, $"/v1/workflows/{id}")).Is(422, "FLK-0103");
        await service.PostAsync($"/v1/workflows/{id}/deactivate");
        Assert.Equal(HttpStatusCode.NoContent, (await service.SendAsync(HttpMethod.Delete, $"/v1/workflows/{id}")).Status);
        (await service.GetAsync($"/v1/workflows/{id}")).Is(404, "FLK-0100");
    }

    [Fact]
    public async Task A_replacement_replaces_the_graph_and_merges_the_metadata()
    {
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", $$$"""{"name":"{{{Guid.NewGuid()}}}","description":"d","metadata":{"a":1,"b":2}}""");
        var path = $"/v1/workflows/{created.Json["workflowId"]}";
        var replaced = await service.SendAsync(HttpMethod.Put, path, $$$"""{"name":"{{{Guid.NewGuid()}}}","metadata":{"b":null,"c":3}}""");
        Assert.Equal((HttpStatusCode.OK, "[]"), (replaced.Status, replaced.Json["nodes"]!.ToJsonString()));
        Assert.Null(replaced.Json["description"]);
        Assert.Equal("""{"a":1,"c":3}""", replaced.Json["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task If_match_refuses_what_was_meant_for_another_version()
    {
        var created = await CreateAsync("[]", "[]");
        var path = $"/v1/workflows/{created.Json["workflowId"]}";
        var body = service.Body("[]", "[]");
        (await service.SendAsync(HttpMethod.Put, path, body, headers: ("If-Match", "\"7\""))).Is(412, "FLK-0351");
        (await service.SendAsync(HttpMethod.Put, path, body, headers: ("If-Match", "nonsense"))).Is(412, "FLK-0351");
        var replaced = await service.SendAsync(HttpMethod.Put, path, body, headers: ("If-Match", created.Headers["ETag"]));
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (replaced.Status, replaced.Headers["ETag"]));
        (await service.SendAsync(HttpMethod.Delete, path, headers: ("If-Match", "\"1\""))).Is(412, "FLK-0351");
        Assert.Equal(HttpStatusCode.NoContent, (await service.SendAsync(HttpMethod.Delete, path, headers: ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task A_clone_is_a_draft_with_another_name()
    {
        var id = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var name = Guid.NewGuid().ToString();
        var clone = await service.PostAsync($"/v1/workflows/{id}/clone", new JsonObject { ["name"] = name });
        Assert.Equal((HttpStatusCode.Created, "draft"), (clone.Status, (string?)clone.Json["status"]));
        var read = await service.GetAsync($"/v1/workflows/{clone.Json["workflowId"]}");
        Assert.Equal((name, 2), ((string?)read.Json["name"], read.Json["nodes"]!.AsArray().Count));
        (await service.PostAsync($"/v1/workflows/{id}/clone", new JsonObject { ["name"] = name })).Is(409, "FLK-0101");
        (await service.PostAsync($"/v1/workflows/{id}/clone", new JsonObject())).Is(400, "FLK-0110");
        (await service.PostAsync($"/v1/workflows/{Guid.NewGuid()}/clone", new JsonObject { ["name"] = "x" })).Is(404, "FLK-0100");
    }

    [Theory]
    [InlineData("""{"nodes":[]}""", 400, "FLK-0110")]
    [InlineData("""{"name":7}""", 400, "FLK-0001")]
    [InlineData("""{"name":"{101}"}""", 400, "FLK-0111")]
    [InlineData("""{"name":"w","nodes":[{"id":"","type":"trigger"}]}""", 400, "FLK-0120")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"trigger"},{"id":"a","type":"action"}]}""", 400, "FLK-0120")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"magic"}]}""", 400, "FLK-0121")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"trigger"}],"edges":[{"id":"e","source":"a","target":"b"}]}""", 400, "FLK-0115")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{}}]}""", 400, "WORKFLOW_INVALID_EXECUTOR_CONFIG")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"nope"}}]}""", 404, "FLK-0104")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"http"}}]}""", 400, "FLK-0150")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"018f0000-0000-7000-8000-000000000000"}}]}""", 400, "FLK-0150")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","inputMapping":[{"source":"a..b","target":"c"}]}}]}""", 400, "FLK-0140")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","outputMapping":[{"source":"a","target":"b","transformation":{"type":"nope"}}]}}]}""", 400, "FLK-0141")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","transforms":[{"operation":"nope","spec":{"a":"b"}}]}}]}""", 400, "FLK-0142")]
    [InlineData("""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","timeout":301}}]}""", 400, "FLK-0302")]
    [InlineData("""{"name":"w","description":"{501}"}""", 400, "FLK-0302")]
    [InlineData("""{"name":"w","settings":{"executionTimeoutSeconds":0}}""", 400, "FLK-0302")]
    public async Task A_faulty_definition_is_refused_with_its_code(string body, int status, string code)
    {
        body = body.Replace("{provider}", service.ProviderConfigId, StringComparison.Ordinal)
            .Replace("{101}", new string('n', 101), StringComparison.Ordinal)
            .Replace("{501}", new string('d', 501), StringComparison.Ordinal);
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows", body)).Is(status, code);
    }

    [Fact]
    public async Task Too_many_nodes_or_edges_are_refused()
    {
        static string Many(int count, Func<int, string> item) => $"[{string.Join(',', Enumerable.Range(0, count).Select(item))}]";
        var nodes = Many(100, i => $$"""{"id":"n{{i}}","type":"trigger"}""");
        (await CreateAsync(Many(101, i => $$"""{"id":"n{{i}}","type":"trigger"}"""), "[]")).Is(400, "FLK-0113");
        (await CreateAsync(nodes, Many(201, i => $$"""{"id":"e{{i}}","source":"n0","target":"n1"}"""))).Is(400, "FLK-0114");
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(nodes, Many(200, i => $$"""{"id":"e{{i}}","source":"n0","target":"n1"}"""))).Status);
    }

    [Theory]
    [InlineData("[]", "[]", 422, "FLK-0112")]
    [InlineData("""[{"id":"a","type":"action"}]""", "[]", 422, "FLK-0116")]
    [InlineData("""[{"id":"t","type":"trigger"},{"id":"c","type":"conditional"}]""", "[]", 422, "FLK-0105")]
    [InlineData("""[{"id":"t","type":"trigger"},{"id":"c","type":"conditional","data":{"condition":"a >"}}]""", "[]", 422, "FLK-0105")]
    [InlineData("""[{"id":"t","type":"trigger"},{"id":"a","type":"action"}]""", """[{"id":"e","source":"t","target":"a","condition":"("}]""", 422, "FLK-0105")]
    [InlineData("""[{"id":"t","type":"trigger"},{"id":"a","type":"action"},{"id":"b","type":"action"}]""", """[{"id":"e","source":"a","target":"b"},{"id":"f","source":"b","target":"a"}]""", 422, "FLK-0508")]
    [InlineData("""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"/x"}}]""", "[]", 422, "FLK-0211")]
    [InlineData("""[{"id":"t","type":"trigger","data":{"triggerType":"pigeon"}}]""", "[]", 422, "FLK-0211")]
    public async Task What_cannot_run_is_not_activated_but_may_be_drafted(string nodes, string edges, int status, string code)
    {
        var created = await CreateAsync(nodes, edges);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        (await service.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate")).Is(status, code);
    }

    [Fact]
    public async Task Validate_tells_all_findings_at_once_and_changes_nothing()
    {
        var created = await CreateAsync(
            """[{"id":"c","type":"conditional","data":{"condition":"a >"}},{"id":"d","type":"conditional"}]""",
            """[{"id":"e","source":"c","target":"d"},{"id":"f","source":"d","target":"c"}]""");
        var path = $"/v1/workflows/{created.Json["workflowId"]}";
        var report = await service.PostAsync($"{path}/validate");
        Assert.Equal((HttpStatusCode.OK, false), (report.Status, (bool)report.Json["valid"]!));
        var findings = report.Json["findings"]!.AsArray().Select(f => ((string?)f!["code"], (string?)f["nodeId"])).ToArray();
        Assert.Equal(
            [
                ("FLK-0116", null), ("FLK-0508", "c"), ("FLK-0105", "c"), ("FLK-0105", "d"), ("FLK-0182", "c"), ("FLK-0184", "c"), ("FLK-0182", "d"),
                ("FLK-0184", "d"), ("FLK-0184", "c"), ("FLK-0184", "d"),
            ],
            findings);
        Assert.Equal(1, (int)(await service.GetAsync(path)).Json["version"]!);
        var good = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        Assert.Equal("""{"valid":true,"findings":[]}""", (await service.PostAsync($"/v1/workflows/{good}/validate")).Text);
    }

    [Fact]
    public async Task A_name_is_taken_once_whoever_is_first()
    {
        var name = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body("[]", "[]", name))));
        Assert.Equal(1, answers.Count(a => a.Status is HttpStatusCode.Created));
        Assert.All(answers.Where(a => a.Status is not HttpStatusCode.Created), a => a.Is(409, "FLK-0101"));
    }

    [Fact]
    public async Task Lists_page_by_cursor_and_know_their_own_cursors()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            await CreateAsync("[]", "[]");
        }

        List<string> seen = [];
        var cursor = "";
        do
        {
            var page = await service.GetAsync($"/v1/workflows?status=draft&limit=2&sortBy=name&sortOrder=ASC&cursor={cursor}");
            seen.AddRange(page.Json["items"]!.AsArray().Select(w => (string)w!["name"]!));
            cursor = (string?)page.Json["nextCursor"] ?? "";
            Assert.Equal(cursor.Length > 0, (bool)page.Json["hasMore"]!);
        }
        while (cursor.Length > 0);

        Assert.True(seen.Count >= 5);
        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        var foreign = (string)(await service.GetAsync("/v1/workflows?limit=1")).Json["nextCursor"]!;
        (await service.GetAsync($"/v1/workflows?status=draft&cursor={foreign}")).Is(400, "INVALID_CURSOR");
        (await service.GetAsync("/v1/workflows?cursor=@@@")).Is(400, "INVALID_CURSOR");
        (await service.GetAsync("/v1/workflows?cursor=eyJhIjoxfQ")).Is(400, "INVALID_CURSOR");
        (await service.GetAsync("/v1/workflows?limit=101")).Is(400, "FLK-0304");
        (await service.GetAsync("/v1/workflows?sortBy=colour")).Is(400, "FLK-0304");
        (await service.GetAsync("/v1/workflows?limit=many")).Is(400, "FLK-0304");
        Assert.Empty((await service.GetAsync("/v1/workflows?status=unheard-of")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Ids_come_in_many_spellings()
    {
        var id = Guid.Parse(await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges));
        foreach (var spelling in new[] { id.ToString("N"), id.ToString("B"), $"urn:uuid:{id}", id.ToString().ToUpperInvariant() })
        {
            Assert.Equal(id.ToString(), (string?)(await service.GetAsync($"/V1/Workflows/{spelling}/")).Json["id"]);
        }

        (await service.GetAsync("/v1/workflows/7")).Is(400, "FLK-0002");
        (await service.GetAsync($"/v1/workflows/{Guid.Empty}")).Is(404, "FLK-0100");
    }

    private Task<Answer> CreateAsync(string nodes, string edges) =>
        service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(nodes, edges));
}

public sealed class WorkflowTestsOnSqlite(Service service) : WorkflowTests(service), IClassFixture<Service>;

public sealed class WorkflowTestsOnPostgres(PostgresService service) : WorkflowTests(service), IClassFixture<PostgresService>;
