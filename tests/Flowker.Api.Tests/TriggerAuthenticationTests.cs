using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Flowker.Api.Authentication;
using Flowker.Grains.Interfaces.Access;

namespace Flowker.Api.Tests;

/// <summary>Third parties that have no key of the service, and triggers that ask for something else instead.</summary>
public abstract class TriggerAuthenticationTests(Guarded guarded)
{
    private const string Secret = "a secret of twenty-four bytes";

    [Fact]
    public async Task A_signature_alone_lets_in_where_the_trigger_says_so()
    {
        var path = await ActivateAsync($$$""","authentication":"trigger","signature":{"secret":"{{{Secret}}}"} """);
        var fired = await SignedAsync(path, Secret);
        Assert.True(fired.Status is HttpStatusCode.Created, fired.Text);
        (await SignedAsync(path, Secret + "!")).Is(401, "FLK-0362");
        (await guarded.Service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}")).Is(401, "FLK-0362");

        // Whatever else its sender shows changes nothing.
        Assert.Equal(HttpStatusCode.Created, (await SignedAsync(path, Secret, ("Authorization", "Basic dTpw"))).Status);
        Assert.Equal(HttpStatusCode.Created, (await SignedAsync(path, Secret, (ApiKeyHandler.Header, "of another service"))).Status);
        Assert.Equal(HttpStatusCode.Created, (await SignedAsync(path, Secret, (ApiKeyHandler.Header, await guarded.KeyAsync(Roles.Viewer)))).Status);
        var audit = (await guarded.WithKeyAsync(Guarded.AdminKey, HttpMethod.Get, $"/v1/audit-events?resourceId={fired.Json["executionId"]}")).Json["items"]!.AsArray();
        var actor = audit.Single(e => (string?)e!["eventType"] == "EXECUTION_STARTED")!["actor"]!;
        Assert.Equal(("system", "webhook"), ((string?)actor["type"], (string?)actor["id"]));
    }

    [Fact]
    public async Task A_token_alone_does_too()
    {
        var path = await ActivateAsync(""","authentication":"trigger","verify_token":"open-sesame" """);
        Assert.Equal(HttpStatusCode.Created, (await TokenAsync(path, "open-sesame")).Status);
        (await TokenAsync(path, "open-sesam")).Is(401, "FLK-0362");
    }

    [Fact]
    public async Task With_both_set_both_are_asked_for()
    {
        var path = await ActivateAsync($$$""","authentication":"trigger","verify_token":"open-sesame","signature":{"secret":"{{{Secret}}}"} """);
        (await TokenAsync(path, "open-sesame")).Is(401, "FLK-0362");
        (await SignedAsync(path, Secret)).Is(401, "FLK-0362");
        Assert.Equal(HttpStatusCode.Created, (await SignedAsync(path, Secret, ("X-Webhook-Token", "open-sesame"))).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"authentication\":\"service\"")]
    public async Task Without_its_word_a_key_is_asked_for_and_a_stranger_learns_nothing(string authentication)
    {
        var path = await ActivateAsync($$$"""{{{authentication}}},"signature":{"secret":"{{{Secret}}}"} """);
        var refused = await SignedAsync(path, Secret);
        refused.Is(401, "UNAUTHORIZED");
        var nobody = await SignedAsync("nobody-has-this", Secret);
        Assert.Equal((refused.Status, refused.Text), (nobody.Status, nobody.Text));
        Assert.Equal(HttpStatusCode.Created, (await SignedAsync(path, Secret, (ApiKeyHandler.Header, Guarded.AdminKey))).Status);
    }

    [Fact]
    public async Task It_holds_for_as_long_as_the_workflow_is_active()
    {
        var path = await ActivateAsync(""","authentication":"trigger","verify_token":"open-sesame" """);
        var fired = await TokenAsync(path, "open-sesame");
        await AdminAsync($"/v1/workflows/{fired.Json["workflowId"]}/deactivate");
        (await TokenAsync(path, "open-sesame")).Is(401, "UNAUTHORIZED");
        await guarded.Service.RestartAsync();
        await AdminAsync($"/v1/workflows/{fired.Json["workflowId"]}/draft");
        await AdminAsync($"/v1/workflows/{fired.Json["workflowId"]}/activate");
        Assert.Equal(HttpStatusCode.Created, (await TokenAsync(path, "open-sesame")).Status);
    }

    private Task<Answer> TokenAsync(string path, string token) =>
        guarded.Service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", headers: ("X-Webhook-Token", token));

    private Task<Answer> SignedAsync(string path, string secret, params (string Name, string Value)[] headers)
    {
        var (id, timestamp) = (Guid.NewGuid(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{{}}")));
        return guarded.Service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", headers:
            [("webhook-id", $"{id}"), ("webhook-timestamp", $"{timestamp}"), ("webhook-signature", $"v1,{signature}"), .. headers]);
    }

    private Task<Answer> AdminAsync(string path, string? body = null) => guarded.WithKeyAsync(Guarded.AdminKey, HttpMethod.Post, path, body);

    private async Task<string> ActivateAsync(string guard)
    {
        var path = Guid.NewGuid().ToString();
        var body = new JsonObject
        {
            ["name"] = path,
            ["nodes"] = JsonNode.Parse($$$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"{{{path}}}","method":"POST"{{{guard}}} } },{"id":"o","type":"action","data":{"actionType":"set_output","output":{} } }]"""),
            ["edges"] = JsonNode.Parse(Workflows.JustOutputEdges),
        };
        var created = await AdminAsync("/v1/workflows", body.ToJsonString());
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        var activated = await AdminAsync($"/v1/workflows/{created.Json["workflowId"]}/activate");
        Assert.True(activated.Status is HttpStatusCode.OK, activated.Text);
        return path;
    }
}

public sealed class TriggerAuthenticationTestsOnSqlite(Guarded guarded) : TriggerAuthenticationTests(guarded), IClassFixture<Guarded>;

public sealed class TriggerAuthenticationTestsOnPostgres(GuardedOnPostgres guarded) : TriggerAuthenticationTests(guarded), IClassFixture<GuardedOnPostgres>;
