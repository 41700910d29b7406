using System.Net;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>The routes of executor configurations.</summary>
public abstract class ExecutorConfigurationTests(Service service)
{
    private const string Root = "/v1/executors";

    [Fact]
    public async Task It_is_made_tested_used_and_put_away()
    {
        var id = await CreateAsync(Body());
        var path = $"{Root}/{id}";
        (await service.PostAsync($"{path}/activate")).Is(422, "FLK-0252");
        var report = await service.PostAsync($"{path}/test");
        Assert.Equal((HttpStatusCode.OK, "passed", id), (report.Status, (string?)report.Json["overallStatus"], (string?)report.Json["executorConfigId"]));
        var tested = await service.GetAsync(path);
        Assert.Equal("tested", (string?)tested.Json["status"]);
        Assert.NotNull(tested.Json["lastTestedAt"]);
        (await service.SendAsync(HttpMethod.Patch, path, Body())).Is(422, "FLK-0252");
        (await service.SendAsync(HttpMethod.Delete, path)).Is(422, "FLK-0252");
        foreach (var (move, status) in new[] { ("activate", "active"), ("disable", "disabled"), ("enable", "active"), ("disable", "disabled") })
        {
            Assert.Equal(status, (string?)(await service.PostAsync($"{path}/{move}")).Json["status"]);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await service.SendAsync(HttpMethod.Delete, path)).Status);
        (await service.GetAsync(path)).Is(404, "FLK-0250");
    }

    [Fact]
    public async Task A_replacement_keeps_masked_secrets_and_merges_metadata()
    {
        var id = await CreateAsync(Body(b =>
        {
            b["authentication"] = JsonNode.Parse("""{"type":"basic","config":{"username":"ops","password":"hunter2"}}""");
            b["metadata"] = JsonNode.Parse("""{"a":1}""");
        }));
        var read = await service.GetAsync($"{Root}/{id}");
        Assert.Equal("""{"type":"basic","config":{"username":"ops","password":"********"}}""", read.Json["authentication"]!.ToJsonString());
        var body = read.Json.AsObject();
        body["endpoints"]![0]!["method"] = "post";
        body["metadata"] = JsonNode.Parse("""{"b":2}""");
        var replaced = await service.SendAsync(HttpMethod.Patch, $"{Root}/{id}", body.ToJsonString());
        Assert.True(replaced.Status is HttpStatusCode.OK, replaced.Text);
        Assert.Equal(("POST", 30, """{"a":1,"b":2}"""),
            ((string?)replaced.Json["endpoints"]![0]!["method"], (int)replaced.Json["endpoints"]![0]!["timeout"]!, replaced.Json["metadata"]!.ToJsonString()));
        await service.PostAsync($"{Root}/{id}/test");
        Assert.Contains(service.Provider.Calls, c => c.Headers.GetValueOrDefault("Authorization") == "Basic b3BzOmh1bnRlcjI=");
    }

    [Theory]
    [InlineData("name", null, "FLK-0260")]
    [InlineData("name", "\"{101}\"", "FLK-0261")]
    [InlineData("name", "7", "FLK-0001")]
    [InlineData("baseUrl", null, "FLK-0262")]
    [InlineData("baseUrl", "\"ftp://x\"", "FLK-0263")]
    [InlineData("baseUrl", "\"https://x/{501}\"", "FLK-0264")]
    [InlineData("endpoints", "[]", "FLK-0265")]
    [InlineData("description", "\"{501}\"", "FLK-0267")]
    [InlineData("authentication", null, "FLK-0268")]
    [InlineData("authentication", """{"type":"magic"}""", "FLK-0269")]
    [InlineData("authentication", """{"type":"bearer","config":{"token":"********"}}""", "FLK-0302")]
    [InlineData("endpoints", """[{"path":"/","method":"GET"}]""", "FLK-0270")]
    [InlineData("endpoints", """[{"name":"a","method":"GET"}]""", "FLK-0271")]
    [InlineData("endpoints", """[{"name":"a","path":"/"}]""", "FLK-0272")]
    [InlineData("endpoints", """[{"name":"a","path":"/","method":"BREW"}]""", "FLK-0273")]
    [InlineData("endpoints", """[{"name":"a","path":"/","method":"GET","timeout":301}]""", "FLK-0302")]
    [InlineData("endpoints", """[{"name":"a","path":"/","method":"GET","timeout":-1}]""", "FLK-0302")]
    [InlineData("endpoints", """[{"name":"{51}","path":"/","method":"GET"}]""", "FLK-0302")]
    [InlineData("endpoints", """[{"name":"a","path":"/{200}","method":"GET"}]""", "FLK-0302")]
    [InlineData("endpoints", """[{"name":"a","path":"/","method":"GET","timeout":1.5}]""", "FLK-0001")]
    public async Task A_faulty_body_is_400_with_its_code(string member, string? value, string code)
    {
        value = new[] { 51, 101, 200, 501 }.Aggregate(value, (text, length) => text?.Replace($"{{{length}}}", new string('x', length), StringComparison.Ordinal));
        var body = Body(b =>
        {
            b.Remove(member);
            if (value is not null)
            {
                b[member] = JsonNode.Parse(value);
            }
        });
        (await service.SendAsync(HttpMethod.Post, Root, body)).Is(400, code);
        var id = await CreateAsync(Body());
        (await service.SendAsync(HttpMethod.Patch, $"{Root}/{id}", body)).Is(400, code);
    }

    [Theory]
    [InlineData("""{"name":"{50}","path":"/{199}","method":"GET","timeout":300}""", 300)]
    [InlineData("""{"name":"a","path":"/","method":"GET","timeout":0}""", 30)]
    [InlineData("""{"name":"a","path":"/","method":"GET","timeout":1}""", 1)]
    [InlineData("""{"name":"a","path":"/","method":"GET"}""", 30)]
    public async Task An_endpoint_at_its_limits_is_taken(string endpoint, int timeout)
    {
        endpoint = endpoint.Replace("{50}", new string('n', 50), StringComparison.Ordinal).Replace("{199}", new string('p', 199), StringComparison.Ordinal);
        var id = await CreateAsync(Body(b => b["endpoints"] = JsonNode.Parse($"[{endpoint}]")));
        Assert.Equal(timeout, (int)(await service.GetAsync($"{Root}/{id}")).Json["endpoints"]![0]!["timeout"]!);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_a_version_is_what_it_was()
    {
        var id = await CreateAsync(Body(b => b["name"] = "the one"));
        (await service.SendAsync(HttpMethod.Post, Root, Body(b => b["name"] = "the one"))).Is(409, "FLK-0251");
        (await service.SendAsync(HttpMethod.Patch, $"{Root}/{await CreateAsync(Body())}", Body(b => b["name"] = "the one"))).Is(409, "FLK-0251");
        (await service.SendAsync(HttpMethod.Delete, $"{Root}/{id}", headers: ("If-Match", "\"2\""))).Is(412, "FLK-0351");
        (await service.SendAsync(HttpMethod.Post, Root, "nonsense")).Is(400, "FLK-0001");
    }

    [Fact]
    public async Task Lists_page_and_check_their_query()
    {
        var ids = new List<string>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            ids.Add(await CreateAsync(Body()));
        }

        var first = await service.GetAsync($"{Root}?limit=2&sortBy=createdAt&sortOrder=DESC");
        var second = await service.GetAsync($"{Root}?limit=2&cursor={first.Json["nextCursor"]}");
        var seen = first.Json["items"]!.AsArray().Concat(second.Json["items"]!.AsArray()).Select(e => (string)e!["id"]!).ToArray();
        Assert.Equal(ids.AsEnumerable().Reverse(), seen.Take(3));
        (await service.GetAsync($"{Root}?cursor=x")).Is(400, "INVALID_CURSOR");
        (await service.GetAsync($"{Root}?limit=101")).Is(400, "FLK-0304");
        (await service.GetAsync($"{Root}?sortBy=color")).Is(400, "FLK-0304");
        Assert.Empty((await service.GetAsync($"{Root}?status=gone")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Unknown_ones_are_404_on_every_route()
    {
        foreach (var (method, path, body) in new (HttpMethod, string, string?)[]
        {
            (HttpMethod.Get, "", null), (HttpMethod.Patch, "", Body()), (HttpMethod.Delete, "", null), (HttpMethod.Post, "/test", null),
            (HttpMethod.Post, "/activate", null), (HttpMethod.Post, "/disable", null), (HttpMethod.Post, "/enable", null),
        })
        {
            (await service.SendAsync(method, $"{Root}/{Guid.NewGuid()}{path}", body)).Is(404, "FLK-0250");
            (await service.SendAsync(method, $"{Root}/seven{path}", body)).Is(400, "FLK-0002");
        }
    }

    private string Body(Action<JsonObject>? change = null)
    {
        var body = new JsonObject
        {
            ["name"] = Guid.NewGuid().ToString(),
            ["baseUrl"] = service.Provider.Address + "executor/",
            ["endpoints"] = JsonNode.Parse("""[{"name":"check","path":"/check","method":"GET"}]"""),
            ["authentication"] = JsonNode.Parse("""{"type":"none"}"""),
        };
        change?.Invoke(body);
        return body.ToJsonString();
    }

    private async Task<string> CreateAsync(string body)
    {
        var created = await service.SendAsync(HttpMethod.Post, Root, body);
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        Assert.Equal(("configured", $"{Root}/{created.Json["id"]}"), ((string?)created.Json["status"], created.Headers["Location"]));
        return (string)created.Json["id"]!;
    }
}

public sealed class ExecutorConfigurationTestsOnSqlite(Service service) : ExecutorConfigurationTests(service), IClassFixture<Service>;

public sealed class ExecutorConfigurationTestsOnPostgres(PostgresService service) : ExecutorConfigurationTests(service), IClassFixture<PostgresService>;
