using System.Net;

namespace Flowker.Api.Tests;

/// <summary>The routes of provider configurations and of the catalog.</summary>
public abstract class ProviderAndCatalogTests(Service service)
{
    private const string Path = "/v1/provider-configurations";

    [Fact]
    public async Task Secrets_never_come_back()
    {
        var created = await CreateAsync(
            """{"base_url":"https://bank.example","auth":{"type":"basic","config":{"username":"ops","password":"hunter2"}},"headers":{"Authorization":"Bearer abc","X-Team":"risk"},"api_key":"k-123"}""");
        Assert.Equal((HttpStatusCode.Created, "active"), (created.Status, (string?)created.Json["status"]));
        var read = await service.GetAsync($"{Path}/{created.Json["id"]}");
        Assert.Equal(
            """{"base_url":"https://bank.example","auth":{"type":"basic","config":{"username":"ops","password":"********"}},"headers":{"Authorization":"********","X-Team":"risk"},"api_key":"********"}""",
            read.Json["config"]!.ToJsonString());
        var listed = await service.GetAsync($"{Path}?limit=100");
        foreach (var secret in new[] { "hunter2", "Bearer abc", "k-123" })
        {
            Assert.DoesNotContain(secret, read.Text + listed.Text + created.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[]", 400, "FLK-0001")]
    [InlineData("""{"name":"x","config":{"base_url":"https://x"}}""", 404, "FLK-0294")]
    [InlineData("""{"name":"x","providerId":"carrier-pigeon","config":{"a":1}}""", 404, "FLK-0294")]
    [InlineData("""{"name":"x","providerId":"http","config":{"base_url":7}}""", 422, "FLK-0293")]
    [InlineData("""{"name":"x","providerId":"http","config":{"base_url":"ftp://x"}}""", 422, "FLK-0293")]
    [InlineData("""{"name":"x","providerId":"http","config":{"base_url":"https://x","auth":{"type":"bearer","config":{}}}}""", 422, "FLK-0293")]
    [InlineData("""{"name":"x","providerId":"http","config":{"base_url":"https://x","timeout_seconds":1e999}}""", 422, "FLK-0293")]
    [InlineData("""{"providerId":"http","config":{"base_url":"https://x"}}""", 400, "FLK-0295")]
    [InlineData("""{"name":"{101}","providerId":"http","config":{"base_url":"https://x"}}""", 400, "FLK-0296")]
    [InlineData("""{"name":"x","description":"{501}","providerId":"http","config":{"base_url":"https://x"}}""", 400, "FLK-0299")]
    [InlineData("""{"name":"x","providerId":"http","config":{}}""", 400, "FLK-0298")]
    public async Task A_faulty_configuration_is_refused_with_its_code(string body, int status, string code)
    {
        body = body.Replace("{101}", new string('n', 101), StringComparison.Ordinal).Replace("{501}", new string('d', 501), StringComparison.Ordinal);
        (await service.SendAsync(HttpMethod.Post, Path, body)).Is(status, code);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var name = Guid.NewGuid().ToString();
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync("""{"base_url":"https://x"}""", name)).Status);
        (await CreateAsync("""{"base_url":"https://x"}""", name)).Is(409, "FLK-0291");
    }

    [Fact]
    public async Task Lists_check_their_query()
    {
        (await service.GetAsync($"{Path}?limit=many")).Is(400, "FLK-0304");
        (await service.GetAsync($"{Path}?limit=0")).Is(400, "FLK-0304");
        (await service.GetAsync($"{Path}?status=gone")).Is(400, "FLK-0304");
        (await service.GetAsync($"{Path}?cursor=x")).Is(400, "INVALID_CURSOR");
        (await service.GetAsync($"{Path}/{Guid.NewGuid()}")).Is(404, "FLK-0290");
        (await service.GetAsync($"{Path}/x")).Is(400, "FLK-0002");
        Assert.Empty((await service.GetAsync($"{Path}?providerId=midaz")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task The_catalog_shows_what_can_be_called()
    {
        Assert.Equal(["http", "midaz", "s3", "tracer"], (await service.GetAsync("/v1/catalog/providers")).Json.AsArray().Select(p => (string)p!["id"]!));
        var executor = await service.GetAsync("/v1/catalog/executors/http");
        Assert.Equal(("HTTP Request", "http"), ((string?)executor.Json["name"], (string?)executor.Json["providerId"]));
        Assert.Contains("\"method\"", (string)executor.Json["schema"]!, StringComparison.Ordinal);
        Assert.Null((await service.GetAsync("/v1/catalog/executors")).Json[0]!["schema"]);
        Assert.NotNull((await service.GetAsync("/v1/catalog/providers/http")).Json["configSchema"]);
        Assert.NotNull((await service.GetAsync("/v1/catalog/triggers/webhook")).Json["schema"]);
        Assert.Single((await service.GetAsync("/v1/catalog/providers/http/executors")).Json.AsArray());
        (await service.GetAsync("/v1/catalog/executors/x")).Is(404, "FLK-0200");
        (await service.GetAsync("/v1/catalog/triggers/x")).Is(404, "FLK-0210");
        (await service.GetAsync("/v1/catalog/providers/x")).Is(404, "FLK-0230");
        (await service.GetAsync("/v1/catalog/providers/x/executors")).Is(404, "FLK-0230");
    }

    [Fact]
    public async Task An_executor_config_is_validated()
    {
        const string path = "/v1/catalog/executors/http/validate";
        Assert.Equal("""{"valid":true}""", (await service.SendAsync(HttpMethod.Post, path, """{"config":{"method":"GET"}}""")).Text);
        (await service.SendAsync(HttpMethod.Post, path, """{"config":{"method":"STEAL"}}""")).Is(400, "FLK-0201");
        (await service.SendAsync(HttpMethod.Post, path, "nonsense")).Is(400, "FLK-0001");
        (await service.SendAsync(HttpMethod.Post, "/v1/catalog/executors/x/validate", "{}")).Is(404, "FLK-0200");
    }

    private Task<Answer> CreateAsync(string config, string? name = null) => service.SendAsync(
        HttpMethod.Post, Path, $$"""{"name":"{{name ?? Guid.NewGuid().ToString()}}","providerId":"http","config":{{config}}}""");
}

public sealed class ProviderAndCatalogTestsOnSqlite(Service service) : ProviderAndCatalogTests(service), IClassFixture<Service>;

public sealed class ProviderAndCatalogTestsOnPostgres(PostgresService service) : ProviderAndCatalogTests(service), IClassFixture<PostgresService>;
