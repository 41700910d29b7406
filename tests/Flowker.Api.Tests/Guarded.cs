using System.Text;
using Flowker.Api.Authentication;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Api.Tests;

/// <summary>The service with keys, tokens and proxies, on SQLite.</summary>
public class Guarded : IAsyncLifetime
{
    internal const string AdminKey = "s3cret of the setting";

    internal Service Service { get; private set; } = null!;

    internal TokenIssuer Issuer { get; private set; } = null!;

    /// <summary>The setting that names the database.</summary>
    protected virtual Task<(string Setting, string Value)> DatabaseAsync() => Task.FromResult(("VERSION", "1.2.3"));

    public async Task InitializeAsync()
    {
        Issuer = await TokenIssuer.StartAsync();
        Service = new Service(
            await DatabaseAsync(),
            ("API_KEY_ENABLED", "true"),
            ("API_KEY", AdminKey),
            ("Flowker:Oidc:Issuer", Issuer.Url),
            ("Flowker:Oidc:Audience", TokenIssuer.Audience),
            ("Flowker:Oidc:AllowHttp", "true"),
            ("Flowker:TrustedProxies", "127.0.0.1, 10.0.0.0/8"));
        await Service.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Service.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    internal Task<Answer> WithKeyAsync(string key, HttpMethod method, string path, string? body = null) =>
        Service.SendAsync(method, path, body, headers: (ApiKeyHandler.Header, key));

    internal Task<Answer> WithTokenAsync(string token, HttpMethod method, string path) =>
        Service.SendAsync(method, path, headers: ("Authorization", $"Bearer {token}"));

    /// <summary>The text of a new key.</summary>
    internal async Task<string> KeyAsync(string role, string? name = null, string? expiresAt = null)
    {
        var id = Guid.NewGuid();
        var body = $$"""{"name":"{{name ?? id.ToString()}}","role":"{{role}}"{{(expiresAt is null ? "" : $",\"expiresAt\":\"{expiresAt}\"")}}}""";
        var created = await KeyGrain(id).CreateAsync(
            new Grains.Interfaces.Json(Encoding.UTF8.GetBytes(body)), new Caller { Type = "system", Id = "test", IpAddress = "127.0.0.1" });
        Assert.True(created.Ok, created.Fault?.Message);
        return created.Value.Text;
    }

    internal async Task RevokeAsync(string key)
    {
        Assert.True(ApiKeyText.TryParse(key, out var parsed));
        Assert.True((await KeyGrain(parsed.Id).RevokeAsync(new Caller { Type = "system", Id = "test", IpAddress = "127.0.0.1" })).Ok);
    }

    private IApiKeyGrain KeyGrain(Guid id) => Service.Services.GetRequiredService<IGrainFactory>().GetGrain<IApiKeyGrain>(id);
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class GuardedOnPostgres : Guarded
{
    protected override async Task<(string Setting, string Value)> DatabaseAsync() =>
        ("ConnectionStrings:Flowker", await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
}
