using System.Net;

namespace Flowker.Api.Tests;

/// <summary>The routes of API keys.</summary>
public abstract class ApiKeyTests(Service service)
{
    private const string Root = "/v1/api-keys";

    [Fact]
    public async Task A_key_is_told_once_listed_and_revoked()
    {
        var created = await CreateAsync("""{"name":"{name}","role":"operator","expiresAt":"2999-01-01T00:00:00Z"}""");
        Assert.Equal((HttpStatusCode.Created, $"{Root}/{created.Json["id"]}", "no-store"), (created.Status, created.Headers["Location"], created.Headers["Cache-Control"]));
        var text = (string)created.Json["key"]!;
        Assert.Matches("^flk_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$", text);
        var path = $"{Root}/{created.Json["id"]}";
        var read = await service.GetAsync(path);
        Assert.Equal(("operator", "2999-01-01T00:00:00Z"), ((string?)read.Json["role"], (string?)read.Json["expiresAt"]));
        Assert.Null(read.Json["key"]);
        Assert.DoesNotContain(text[37..], (await service.GetAsync($"{Root}?limit=100")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await service.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.NotNull((await service.GetAsync(path)).Json["revokedAt"]);
        (await service.SendAsync(HttpMethod.Delete, path)).Is(404, "FLK-0370");
        Assert.Equal(
            ["API_KEY_REVOKED", "API_KEY_CREATED"],
            (await service.GetAsync($"/v1/audit-events?resourceId={created.Json["id"]}")).Json["items"]!.AsArray().Select(e => (string?)e!["eventType"]));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_key_is_revoked()
    {
        var body = """{"name":"{name}","role":"viewer"}""".Replace("{name}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
        var created = await service.SendAsync(HttpMethod.Post, Root, body);
        (await service.SendAsync(HttpMethod.Post, Root, body)).Is(409, "FLK-0371");
        await service.SendAsync(HttpMethod.Delete, $"{Root}/{created.Json["id"]}");
        Assert.Equal(HttpStatusCode.Created, (await service.SendAsync(HttpMethod.Post, Root, body)).Status);
    }

    [Theory]
    [InlineData("[]", "FLK-0001")]
    [InlineData("""{"role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"root"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"2001-01-01T00:00:00Z"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"never"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"01/02/2999"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"2999-01-02"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"2999-01-02T00:00:00"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"2999-13-02T00:00:00Z"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"Fri, 01 Jan 2999 00:00:00 GMT"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}","role":"viewer","expiresAt":"2999-01-02T00:00:00Z\n"}""", "FLK-0372")]
    [InlineData("""{"name":"\ud800","role":"viewer"}""", "FLK-0001")]
    [InlineData("""{"name":"API_KEY","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":" api_key","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"API KEY","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"\uff21\uff30\uff29_KEY","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"API_\u200dKEY","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"Anonymous","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"flowker","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}\u0000","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}\nadmin","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}\u202e","role":"viewer"}""", "FLK-0372")]
    [InlineData("""{"name":"{name}\u200b","role":"viewer"}""", "FLK-0372")]
    public async Task A_faulty_body_is_400(string body, string code) => (await CreateAsync(body)).Is(400, code);

    [Fact]
    public async Task Lists_page_newest_first()
    {
        var ids = new List<string>();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            ids.Insert(0, (string)(await CreateAsync("""{"name":"{name}","role":"viewer"}""")).Json["id"]!);
        }

        var first = await service.GetAsync($"{Root}?limit=2");
        var second = await service.GetAsync($"{Root}?limit=2&cursor={first.Json["nextCursor"]}");
        Assert.Equal(ids, first.Json["items"]!.AsArray().Concat(second.Json["items"]!.AsArray()).Select(k => (string)k!["id"]!).Take(3));
        (await service.GetAsync($"{Root}?cursor=x")).Is(400, "INVALID_CURSOR");
        (await service.GetAsync($"{Root}?limit=0")).Is(400, "FLK-0304");
        (await service.GetAsync($"{Root}/{Guid.NewGuid()}")).Is(404, "FLK-0370");
        (await service.GetAsync($"{Root}/seven")).Is(400, "FLK-0002");
        (await service.SendAsync(HttpMethod.Delete, $"{Root}/seven")).Is(400, "FLK-0002");
    }

    private Task<Answer> CreateAsync(string body) =>
        service.SendAsync(HttpMethod.Post, Root, body.Replace("{name}", Guid.NewGuid().ToString(), StringComparison.Ordinal));
}

public sealed class ApiKeyTestsOnSqlite(Service service) : ApiKeyTests(service), IClassFixture<Service>;

public sealed class ApiKeyTestsOnPostgres(PostgresService service) : ApiKeyTests(service), IClassFixture<PostgresService>;
