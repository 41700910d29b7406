using System.Text;

namespace Flowker.Api.Tests;

/// <summary>What somebody with a copy of the database learns.</summary>
public abstract class SecretTests(Service service)
{
    [Fact]
    public async Task No_secret_is_in_the_database_and_all_still_work_after_a_restart()
    {
        var path = Guid.NewGuid().ToString();
        var provider = (string)(await service.SendAsync(HttpMethod.Post, "/v1/provider-configurations",
            $$$"""{"name":"{{{path}}}","providerId":"http","config":{"base_url":"{{{service.Provider.Address}}}","auth":{"type":"bearer","config":{"token":"at-rest-bearer"} },"headers":{"X-Key":"at-rest-header"} } }""")).Json["id"]!;
        await service.SendAsync(HttpMethod.Post, "/v1/executors",
            $$$"""{"name":"{{{path}}}","baseUrl":"https://x.example","endpoints":[{"name":"a","path":"/","method":"GET"}],"authentication":{"type":"basic","config":{"username":"u","password":"at-rest-basic"} } }""");
        var key = (string)(await service.SendAsync(HttpMethod.Post, "/v1/api-keys", $$"""{"name":"{{path}}","role":"admin"}""")).Json["key"]!;
        await service.ActivateAsync(
            $$$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"{{{path}}}","method":"POST","verify_token":"at-rest-token","signature":{"secret":"at-rest-signing-of-24-bytes"} } },{"id":"call","type":"executor","data":{"executorId":"http","providerConfigId":"{{{provider}}}","path":"/{{{path}}}"} }]""",
            Workflows.OneCallEdges);
        await service.RestartAsync();

        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var signature = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData("at-rest-signing-of-24-bytes"u8, Encoding.UTF8.GetBytes($"m1.{timestamp}.{{}}")));
        var fired = await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", headers:
            [("X-Webhook-Token", "at-rest-token"), ("webhook-id", "m1"), ("webhook-timestamp", $"{timestamp}"), ("webhook-signature", $"v1,{signature}")]);
        await service.ResultsAsync((string)fired.Json["executionId"]!);
        var call = service.Provider.Calls.Single(c => c.Path == $"/{path}");
        Assert.Equal(("Bearer at-rest-bearer", "at-rest-header"), (call.Headers["Authorization"], call.Headers["X-Key"]));

        var raw = await service.RawDatabaseAsync();
        Assert.True(Holds(raw, path), "The search would find what is stored in clear.");
        foreach (var secret in new[] { "at-rest-bearer", "at-rest-header", "at-rest-basic", "at-rest-token", "at-rest-signing-of-24-bytes", key, key[37..] })
        {
            Assert.False(Holds(raw, secret), $"{secret} is in the database.");
        }
    }

    private static bool Holds(byte[] raw, string text) => raw.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}

public sealed class SecretTestsOnSqlite(Service service) : SecretTests(service), IClassFixture<Service>;

public sealed class SecretTestsOnPostgres(PostgresService service) : SecretTests(service), IClassFixture<PostgresService>;
