using System.Net;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>Changing, switching, testing and deleting provider configurations.</summary>
public abstract class ProviderLifecycleTests(Service service)
{
    private const string Root = "/v1/provider-configurations";

    [Fact]
    public async Task A_change_changes_what_is_sent_and_merges_metadata()
    {
        var id = await CreateAsync("""{"base_url":"https://one.example"}""", """ "description":"d","metadata":{"a":1,"b":2}""");
        var changed = await ChangeAsync(id, """{"config":{"base_url":"https://two.example"},"metadata":{"b":null,"c":3}}""");
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.Status, changed.Headers["ETag"]));
        Assert.Equal(("d", "https://two.example", """{"a":1,"c":3}"""),
            ((string?)changed.Json["description"], (string?)changed.Json["config"]!["base_url"], changed.Json["metadata"]!.ToJsonString()));
        var unchanged = await ChangeAsync(id, "null");
        Assert.Equal("https://two.example", (string?)unchanged.Json["config"]!["base_url"]);
        (await service.SendAsync(HttpMethod.Patch, $"{Root}/{id}", """{"description":"e"}""", headers: ("If-Match", "\"1\""))).Is(412, "FLK-0351");
    }

    [Theory]
    [InlineData("[]", 400, "FLK-0001")]
    [InlineData("""{"name":7}""", 400, "FLK-0001")]
    [InlineData("""{"config":{"base_url":7}}""", 422, "FLK-0293")]
    [InlineData("""{"config":{"base_url":"https://x","auth":{"type":"bearer","config":{"token":"********"}}}}""", 422, "FLK-0293")]
    [InlineData("""{"config":{}}""", 400, "FLK-0298")]
    [InlineData("""{"name":""}""", 400, "FLK-0295")]
    [InlineData("""{"name":"{101}"}""", 400, "FLK-0296")]
    [InlineData("""{"description":"{501}"}""", 400, "FLK-0299")]
    public async Task A_faulty_change_is_refused_and_changes_nothing(string body, int status, string code)
    {
        var id = await CreateAsync("""{"base_url":"https://one.example"}""");
        var before = await service.GetAsync($"{Root}/{id}");
        body = body.Replace("{101}", new string('n', 101), StringComparison.Ordinal).Replace("{501}", new string('d', 501), StringComparison.Ordinal);
        (await ChangeAsync(id, body)).Is(status, code);
        Assert.Equal(before.Text, (await service.GetAsync($"{Root}/{id}")).Text);
    }

    [Fact]
    public async Task A_name_of_another_is_not_taken()
    {
        var (mine, other) = (await CreateAsync("""{"base_url":"https://x"}"""), await CreateAsync("""{"base_url":"https://x"}"""));
        var name = (string)(await service.GetAsync($"{Root}/{other}")).Json["name"]!;
        (await ChangeAsync(mine, new JsonObject { ["name"] = name }.ToJsonString())).Is(409, "FLK-0291");
    }

    [Fact]
    public async Task A_change_that_sends_the_mask_back_keeps_the_secret_that_calls_carry()
    {
        var id = await CreateAsync($$$"""{"base_url":"{{{service.Provider.Address}}}","auth":{"type":"bearer","config":{"token":"s3cret-token"}},"headers":{"X-Key":"k-1","X-Team":"risk"}}""");
        var read = await service.GetAsync($"{Root}/{id}");
        Assert.Equal("********", (string?)read.Json["config"]!["auth"]!["config"]!["token"]);
        var echoed = new JsonObject { ["config"] = read.Json["config"]!.DeepClone() };
        echoed["config"]!["headers"]!["X-Team"] = "fraud";
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(id, echoed.ToJsonString())).Status);
        var workflow = await service.ActivateAsync(Workflows.OneCall("\"path\":\"/masked\"").Replace("{provider}", id, StringComparison.Ordinal), Workflows.OneCallEdges);
        await service.ResultsAsync((string)(await service.StartAsync(workflow, Guid.NewGuid().ToString())).Json["executionId"]!);
        var call = service.Provider.Calls.Single(c => c.Path == "/masked");
        Assert.Equal(("Bearer s3cret-token", "k-1", "fraud"), (call.Headers["Authorization"], call.Headers["X-Key"], call.Headers["X-Team"]));
    }

    [Fact]
    public async Task It_is_switched_off_and_on()
    {
        var id = await CreateAsync("""{"base_url":"https://x"}""");
        (await service.PostAsync($"{Root}/{id}/enable")).Is(422, "FLK-0292");
        Assert.Equal("disabled", (string?)(await service.PostAsync($"{Root}/{id}/disable")).Json["status"]);
        (await service.PostAsync($"{Root}/{id}/disable")).Is(422, "FLK-0292");
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(
            Workflows.OneCall("\"path\":\"/x\"").Replace("{provider}", id, StringComparison.Ordinal), Workflows.OneCallEdges))).Is(400, "FLK-0150");
        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(id, """{"description":"still editable"}""")).Status);
        Assert.Equal("active", (string?)(await service.PostAsync($"{Root}/{id}/enable")).Json["status"]);
    }

    [Fact]
    public async Task While_an_active_workflow_uses_it_it_is_not_deleted()
    {
        var id = await CreateAsync("""{"base_url":"https://x"}""");
        var workflow = await service.ActivateAsync(Workflows.OneCall("\"path\":\"/x\"").Replace("{provider}", id, StringComparison.Ordinal), Workflows.OneCallEdges);
        (await service.SendAsync(HttpMethod.Delete, $"{Root}/{id}")).Is(409, "FLK-0352");
        await service.PostAsync($"/v1/workflows/{workflow}/deactivate");
        Assert.Equal(HttpStatusCode.NoContent, (await service.SendAsync(HttpMethod.Delete, $"{Root}/{id}")).Status);
        (await service.GetAsync($"{Root}/{id}")).Is(404, "FLK-0290");
        await service.PostAsync($"/v1/workflows/{workflow}/draft");
        (await service.PostAsync($"/v1/workflows/{workflow}/activate")).Is(400, "FLK-0150");
    }

    [Fact]
    public async Task Unknown_ones_are_404_on_every_route()
    {
        foreach (var (method, path, body) in new (HttpMethod, string, string?)[]
        {
            (HttpMethod.Get, "", null), (HttpMethod.Patch, "", "{}"), (HttpMethod.Delete, "", null),
            (HttpMethod.Post, "/disable", null), (HttpMethod.Post, "/enable", null), (HttpMethod.Post, "/test", null),
        })
        {
            (await service.SendAsync(method, $"{Root}/{Guid.NewGuid()}{path}", body)).Is(404, "FLK-0290");
            (await service.SendAsync(method, $"{Root}/seven{path}", body)).Is(400, "FLK-0002");
        }
    }

    [Fact]
    public async Task A_test_tells_of_three_stages_with_the_credentials_of_the_runtime()
    {
        var id = await CreateAsync($$$"""{"base_url":"{{{service.Provider.Address}}}tested","auth":{"type":"api_key","config":{"key":"k-77"} } }""");
        var report = await service.PostAsync($"{Root}/{id}/test");
        Assert.Equal((HttpStatusCode.OK, id, "http", "passed"),
            (report.Status, (string?)report.Json["providerConfigId"], (string?)report.Json["providerId"], (string?)report.Json["overallStatus"]));
        Assert.Equal(
            [("connectivity", "passed"), ("authentication", "passed"), ("end_to_end", "passed")],
            report.Json["stages"]!.AsArray().Select(s => ((string)s!["name"]!, (string)s["status"]!)));
        var calls = service.Provider.Calls.Where(c => c.Path == "/tested").ToArray();
        Assert.Equal(["", "k-77", "k-77"], calls.Select(c => c.Headers.GetValueOrDefault("X-API-Key", "")));
        Assert.DoesNotContain("k-77", report.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/status/503", "failed", "failed skipped skipped")]
    [InlineData("/status/401", "partial", "passed failed skipped")]
    [InlineData("/status/404", "partial", "passed passed failed")]
    public async Task A_failed_test_is_an_answer(string path, string overall, string stages)
    {
        var id = await CreateAsync($$$"""{"base_url":"{{{service.Provider.Address}}}{{{path[1..]}}}","headers":{"X-Key":"k"}}""");
        var report = await service.PostAsync($"{Root}/{id}/test");
        Assert.Equal((HttpStatusCode.OK, overall, stages),
            (report.Status, (string?)report.Json["overallStatus"], string.Join(' ', report.Json["stages"]!.AsArray().Select(s => (string)s!["status"]!))));
        Assert.Contains("PROVIDER_CONFIG_TESTED", (await service.GetAsync($"/v1/audit-events?resourceId={id}&result=FAILED")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest", "FLK-0341")]
    [InlineData("https://name.invalid", "FLK-0341")]
    [InlineData("https://[", "FLK-0340")]
    public async Task What_must_not_or_cannot_be_called_is_not_tested(string url, string code)
    {
        var id = await CreateAsync($$"""{"base_url":"{{url}}"}""");
        (await service.PostAsync($"{Root}/{id}/test")).Is(422, code);
    }

    private Task<Answer> ChangeAsync(string id, string body) => service.SendAsync(HttpMethod.Patch, $"{Root}/{id}", body);

    private async Task<string> CreateAsync(string config, string? more = null)
    {
        var created = await service.SendAsync(
            HttpMethod.Post, Root, $$"""{"name":"{{Guid.NewGuid()}}","providerId":"http","config":{{config}}{{(more is null ? "" : "," + more)}}}""");
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        return (string)created.Json["id"]!;
    }
}

public sealed class ProviderLifecycleTestsOnSqlite(Service service) : ProviderLifecycleTests(service), IClassFixture<Service>;

public sealed class ProviderLifecycleTestsOnPostgres(PostgresService service) : ProviderLifecycleTests(service), IClassFixture<PostgresService>;
