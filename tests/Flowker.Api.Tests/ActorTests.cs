using Flowker.Grains.Interfaces.Access;

namespace Flowker.Api.Tests;

/// <summary>The audit trail says who did it, from where and in which request.</summary>
public abstract class ActorTests(Guarded guarded)
{
    [Fact]
    public async Task A_key_is_told_by_its_name()
    {
        var name = $"payments-{Guid.NewGuid():N}";
        var key = await guarded.KeyAsync(Roles.Editor, name);
        Assert.Equal(("api_key", name, "127.0.0.1"), await ActorAsync(("X-API-Key", key)));
        Assert.Equal(("api_key", "API_KEY", "127.0.0.1"), await ActorAsync(("X-API-Key", Guarded.AdminKey)));
    }

    [Fact]
    public async Task A_key_made_over_the_api_is_told_by_its_id_too_since_names_are_given_again()
    {
        var made = await guarded.WithKeyAsync(
            Guarded.AdminKey, HttpMethod.Post, "/v1/api-keys", $$"""{"name":"payments-{{Guid.NewGuid():N}}","role":"editor"}""");
        Assert.Equal((string)made.Json["id"]!, await KeyIdAsync((string)made.Json["key"]!));
        Assert.Null(await KeyIdAsync(Guarded.AdminKey));
    }

    [Fact]
    public async Task A_token_is_told_by_its_subject() =>
        Assert.Equal(("user", "maria", "127.0.0.1"), await ActorAsync(("Authorization", $"Bearer {guarded.Issuer.Token(Roles.Editor)}")));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7, 10.1.2.3", "203.0.113.7")]
    // A proxy that nobody trusts may say what it likes of those before it.
    [InlineData("198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("nonsense", "127.0.0.1")]
    // Whatever a stranger wrote to the left of it.
    [InlineData(", 203.0.113.7", "203.0.113.7")]
    [InlineData(",,, 203.0.113.7", "203.0.113.7")]
    [InlineData("nonsense, 203.0.113.7", "203.0.113.7")]
    [InlineData("\"quoted, 203.0.113.7", "203.0.113.7")]
    [InlineData("unknown, 203.0.113.7, 10.1.2.3", "203.0.113.7")]
    [InlineData("198.51.100.1, , 10.1.2.3", "10.1.2.3")]
    [InlineData("203.0.113.7:4711", "203.0.113.7")]
    [InlineData("[2001:db8::7]:4711", "2001:db8::7")]
    [InlineData("7", "127.0.0.1")]
    [InlineData(",", "127.0.0.1")]
    public async Task The_address_is_the_one_that_trusted_proxies_tell(string forwardedFor, string address) =>
        Assert.Equal(("api_key", "API_KEY", address), await ActorAsync(("X-API-Key", Guarded.AdminKey), ("X-Forwarded-For", forwardedFor)));

    private async Task<string?> KeyIdAsync(string key)
    {
        var created = await guarded.WithKeyAsync(key, HttpMethod.Post, "/v1/workflows", $$"""{"name":"{{Guid.NewGuid()}}"}""");
        var events = await guarded.WithKeyAsync(Guarded.AdminKey, HttpMethod.Get, $"/v1/audit-events?resourceId={created.Json["workflowId"]}");
        return (string?)Assert.Single(events.Json["items"]!.AsArray())!["context"]!["apiKeyId"];
    }

    private async Task<(string?, string?, string?)> ActorAsync(params (string, string)[] headers)
    {
        var created = await guarded.Service.SendAsync(
            HttpMethod.Post, "/v1/workflows", $$"""{"name":"{{Guid.NewGuid()}}"}""", headers: [.. headers, ("X-Request-Id", "request-7")]);
        var events = await guarded.WithKeyAsync(Guarded.AdminKey, HttpMethod.Get, $"/v1/audit-events?resourceId={created.Json["workflowId"]}");
        var entry = Assert.Single(events.Json["items"]!.AsArray())!;
        Assert.Contains("request-7", entry["context"]!.ToJsonString(), StringComparison.Ordinal);
        return ((string?)entry["actor"]!["type"], (string?)entry["actor"]!["id"], (string?)entry["actor"]!["ipAddress"]);
    }
}

public sealed class ActorTestsOnSqlite(Guarded guarded) : ActorTests(guarded), IClassFixture<Guarded>;

public sealed class ActorTestsOnPostgres(GuardedOnPostgres guarded) : ActorTests(guarded), IClassFixture<GuardedOnPostgres>;

/// <summary>Without the setting, nobody's word is taken.</summary>
public sealed class UntrustedProxyTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task An_address_that_a_client_tells_is_not_believed()
    {
        var created = await service.SendAsync(
            HttpMethod.Post, "/v1/workflows", $$"""{"name":"{{Guid.NewGuid()}}"}""", headers: ("X-Forwarded-For", "203.0.113.7"));
        var events = await service.GetAsync($"/v1/audit-events?resourceId={created.Json["workflowId"]}");
        Assert.Equal("127.0.0.1", (string?)events.Json["items"]![0]!["actor"]!["ipAddress"]);
    }
}
