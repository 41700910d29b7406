using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Api.Authentication;
using Flowker.Grains.Interfaces.Access;

namespace Flowker.Api.Tests;

/// <summary>Somebody with the role editor, who may change every configuration, and a host of his own that never hears a secret of them.</summary>
public abstract class SecretTravelTests(Guarded guarded) : IAsyncLifetime
{
    private const string Providers = "/v1/provider-configurations";

    private Eavesdropper _honest = null!;
    private Eavesdropper _foreign = null!;
    private string _editor = "";

    /// <summary>A configuration of each kind that holds secrets; <c>{honest}</c> is where they belong.</summary>
    public static TheoryData<string, string> Configurations => new()
    {
        { "http", """{"base_url":"{honest}","headers":{"X-Key":"TRAVELS-header"},"auth":{"type":"bearer","config":{"token":"TRAVELS-bearer"} } }""" },
        { "http", """{"base_url":"{honest}","auth":{"type":"api_key","config":{"key":"TRAVELS-key","location":"query"} } }""" },
        { "http", """{"base_url":"{honest}","auth":{"type":"basic","config":{"username":"u","password":"TRAVELS-password"} } }""" },
        { "http", """{"base_url":"{honest}","auth":{"type":"oidc_client_credentials","config":{"token_url":"{honest}/token","client_id":"TRAVELS-client","client_secret":"TRAVELS-secret"} } }""" },
        { "http", """{"base_url":"{honest}","auth":{"type":"oidc_client_credentials","config":{"issuer_url":"{honest}","client_id":"TRAVELS-client","client_secret":"TRAVELS-secret"} } }""" },
        { "http", """{"base_url":"{honest}","auth":{"type":"oidc_user","config":{"issuer_url":"{honest}","client_id":"TRAVELS-client","username":"u","password":"TRAVELS-password"} } }""" },
        { "midaz", """{"onboarding_base_url":"{honest}","transaction_base_url":"{honest}","organization_id":"018f0000-0000-7000-8000-000000000001","ledger_id":"018f0000-0000-7000-8000-000000000002","auth":{"issuer_url":"{honest}","client_id":"TRAVELS-client","client_secret":"TRAVELS-secret"} }""" },
        { "tracer", """{"base_url":"{honest}","api_key":"TRAVELS-key"}""" },
        { "s3", """{"region":"eu-1","bucket":"vault","access_key_id":"TRAVELS-id","secret_access_key":"TRAVELS-secret","session_token":"TRAVELS-session","endpoint_url":"{honest}"}""" },
    };

    public async Task InitializeAsync()
    {
        _honest = await Eavesdropper.StartAsync();
        _foreign = await Eavesdropper.StartAsync();
        _editor = await guarded.KeyAsync(Roles.Editor);
    }

    public async Task DisposeAsync()
    {
        await _honest.DisposeAsync();
        await _foreign.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task No_member_of_a_provider_configuration_leads_its_secrets_elsewhere(string provider, string config)
    {
        var id = await ConfiguredAsync(provider, config);
        var read = (await SendAsync(HttpMethod.Get, $"{Providers}/{id}")).Json["config"]!.AsObject();
        Assert.DoesNotContain("TRAVELS-", read.ToJsonString(), StringComparison.Ordinal);

        var changes = Changes(read).ToArray();
        Assert.True(changes.Length > 4);
        foreach (var (member, changed) in changes)
        {
            var answer = await SendAsync(HttpMethod.Patch, $"{Providers}/{id}", new JsonObject { ["config"] = changed }.ToJsonString());
            Assert.True(answer.Status is HttpStatusCode.UnprocessableEntity, $"{changed.ToJsonString()} was answered with {answer.Text}");
            if (answer.Code == "FLK-0342")
            {
                Assert.Contains($"config.{member}", (string?)answer.Json["message"], StringComparison.Ordinal);
            }

            await SendAsync(HttpMethod.Post, $"{Providers}/{id}/test");
            await SendAsync(HttpMethod.Post, $"{Providers}/{id}/test?base_url={_foreign.Url}", $$"""{"base_url":"{{_foreign.Url}}","config":{"base_url":"{{_foreign.Url}}"} }""");
        }

        Assert.Equal(read.ToJsonString(), (await SendAsync(HttpMethod.Get, $"{Providers}/{id}")).Json["config"]!.ToJsonString());
        Assert.Contains("TRAVELS-", Uri.UnescapeDataString(_honest.Heard), StringComparison.Ordinal);
        Assert.Equal("", _foreign.Heard);

        // With the secrets entered again it may go there, with these and no other.
        var entered = config.Replace("{honest}", _foreign.Url, StringComparison.Ordinal).Replace("TRAVELS-", "entered-again-", StringComparison.Ordinal);
        var moved = await SendAsync(HttpMethod.Patch, $"{Providers}/{id}", $$"""{"config":{{entered}} }""");
        Assert.True(moved.Status is HttpStatusCode.OK, moved.Text);
        await SendAsync(HttpMethod.Post, $"{Providers}/{id}/test");
        Assert.Contains("entered-again-", Uri.UnescapeDataString(_foreign.Heard), StringComparison.Ordinal);
        NothingWasHeard();
    }

    [Theory]
    [InlineData("""{"type":"bearer","config":{"token":"TRAVELS-bearer"} }""")]
    [InlineData("""{"type":"api_key","config":{"key":"TRAVELS-key"} }""")]
    [InlineData("""{"type":"basic","config":{"username":"u","password":"TRAVELS-password"} }""")]
    [InlineData("""{"type":"oidc_client_credentials","config":{"token_url":"{honest}/token","client_id":"TRAVELS-client","client_secret":"TRAVELS-secret"} }""")]
    [InlineData("""{"type":"oidc_user","config":{"issuer_url":"{honest}","client_id":"TRAVELS-client","username":"u","password":"TRAVELS-password"} }""")]
    public async Task No_member_of_an_executor_configuration_does(string authentication)
    {
        var created = await AdminAsync(HttpMethod.Post, "/v1/executors",
            $$"""{"name":"{{Guid.NewGuid()}}","baseUrl":"{{_honest.Url}}","endpoints":[{"name":"a","path":"/","method":"GET"}],"authentication":{{Filled(authentication)}} }""");
        var path = $"/v1/executors/{created.Json["id"]}";
        var read = (await SendAsync(HttpMethod.Get, path)).Json;
        var body = new JsonObject
        {
            ["name"] = read["name"]!.DeepClone(),
            ["baseUrl"] = read["baseUrl"]!.DeepClone(),
            ["endpoints"] = read["endpoints"]!.DeepClone(),
            ["authentication"] = read["authentication"]!.DeepClone(),
        };
        foreach (var method in new[] { HttpMethod.Patch, HttpMethod.Put })
        {
            foreach (var (_, changed) in Changes(body))
            {
                var answer = await SendAsync(method, path, changed.ToJsonString());
                Assert.False((int)answer.Status < 400 && changed["baseUrl"]!.ToString() != _honest.Url, $"{changed.ToJsonString()} was answered with {answer.Text}");
                await SendAsync(HttpMethod.Post, $"{path}/test", $$"""{"baseUrl":"{{_foreign.Url}}"}""");
            }
        }

        var moved = body.DeepClone();
        moved["baseUrl"] = _foreign.Url;
        var refused = await SendAsync(HttpMethod.Patch, path, moved.ToJsonString());
        refused.Is(422, "FLK-0342");
        Assert.Contains("baseUrl", (string?)refused.Json["message"], StringComparison.Ordinal);
        Assert.Contains("TRAVELS-", Uri.UnescapeDataString(_honest.Heard), StringComparison.Ordinal);
        NothingWasHeard();
    }

    [Fact]
    public async Task No_node_of_a_workflow_takes_them_along()
    {
        foreach (var (provider, config) in Configurations.Select(row => ((string)row[0], (string)row[1])).Where(c => c.Item1 == "http"))
        {
            var id = await ConfiguredAsync(provider, config);
            string[] nodes =
            [
                $$""" "url":"{{_foreign.Url}}/here" """,
                $$""" "url":"{{_foreign.Url.Replace("http:", "HTTP:", StringComparison.Ordinal)}}" """,
                $$""" "url":"${workflow.where}" """,
                $$""" "url":"{{_honest.Url}}@{{_foreign.Url[7..]}}/" """,
                $$""" "path":"@{{_foreign.Url[7..]}}/" """,
                $$""" "path":"//{{_foreign.Url[7..]}}/" """,
                $$""" "path":"\\\\{{_foreign.Url[7..]}}/" """,
                $$""" "path":"{{_foreign.Url}}/" """,
                $$""" "endpointName":"{{_foreign.Url}}/" """,
                $$""" "path":"/redirect","query":{"to":"{{_foreign.Url}}/there"} """,
                $$""" "path":"/redirect?to={{_honest.Url}}%2Fredirect%3Fto%3D{{_foreign.Url}}" """,
                $$""" "path":"/","headers":{"Host":"{{_foreign.Url[7..]}}"} """,
                $$""" "path":"/","auth":{"type":"bearer"},"base_url":"{{_foreign.Url}}","config":{"base_url":"{{_foreign.Url}}"} """,
            ];
            foreach (var node in nodes)
            {
                var created = await SendAsync(HttpMethod.Post, "/v1/workflows", guarded.Service.Body(
                    Workflows.OneCall($"\"method\":\"GET\",\"retry\":{{\"maxAttempts\":1}},{node}").Replace("{provider}", id, StringComparison.Ordinal), Workflows.OneCallEdges));
                if (created.Status is not HttpStatusCode.Created)
                {
                    Assert.InRange((int)created.Status, 400, 499);
                    continue;
                }

                var workflow = (string)created.Json["workflowId"]!;
                var clone = await SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/clone", $$"""{"name":"{{Guid.NewGuid()}}"}""");
                foreach (var each in new[] { workflow, (string)clone.Json["workflowId"]! })
                {
                    await SendAsync(HttpMethod.Post, $"/v1/workflows/{each}/activate");
                    var started = await SendAsync(
                        HttpMethod.Post, $"/v1/workflows/{each}/executions", $$"""{"inputData":{"where":"{{_foreign.Url}}/data"} }""", Guid.NewGuid().ToString());
                    if (started.Status is HttpStatusCode.Created)
                    {
                        await EndedAsync((string)started.Json["executionId"]!);
                    }
                }
            }
        }

        Assert.True(_foreign.Count > 10, "The foreign host is one that nodes reach.");
        Assert.Contains("TRAVELS-", Uri.UnescapeDataString(_honest.Heard), StringComparison.Ordinal);
        NothingWasHeard();
    }

    [Fact]
    public async Task What_a_webhook_is_guarded_by_and_what_it_was_sent_with_stays_here()
    {
        var path = Guid.NewGuid().ToString();
        var secret = $"TRAVELS-signing-{Guid.NewGuid()}";
        var id = await ConfiguredAsync("http", $$"""{"base_url":"{{_honest.Url}}"}""");
        var nodes = $$$"""
            [{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"{{{path}}}","method":"POST","verify_token":"TRAVELS-token","signature":{"secret":"{{{secret}}}"} } },
             {"id":"call","type":"executor","data":{"executorId":"http","providerConfigId":"{{{id}}}","url":"{{{_foreign.Url}}}/all"} }]
            """;
        var created = await AdminAsync(HttpMethod.Post, "/v1/workflows", guarded.Service.Body(nodes, Workflows.OneCallEdges));
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        var workflow = (string)created.Json["workflowId"]!;
        await SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/activate");
        await SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/executions", """{"inputData":{}}""", Guid.NewGuid().ToString());
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var signature = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(secret), System.Text.Encoding.UTF8.GetBytes($"m1.{timestamp}.{{}}")));
        var fired = await guarded.Service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}?api_key=TRAVELS-query", "{}", headers:
        [
            (ApiKeyHandler.Header, _editor), ("X-Webhook-Token", "TRAVELS-token"), ("Cookie", "s=TRAVELS-cookie"), ("Proxy-Authorization", "TRAVELS-proxy"),
            ("webhook-id", "m1"), ("webhook-timestamp", $"{timestamp}"), ("webhook-signature", $"v1,{signature}"),
        ]);
        Assert.True(fired.Status is HttpStatusCode.Created, fired.Text);
        await EndedAsync((string)fired.Json["executionId"]!);
        Assert.Contains("_webhook", _foreign.Heard, StringComparison.Ordinal);
        NothingWasHeard();
        Assert.DoesNotContain(signature, _foreign.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain(_editor, _foreign.Heard, StringComparison.Ordinal);
    }

    private void NothingWasHeard() => Assert.DoesNotContain("TRAVELS-", Uri.UnescapeDataString(_foreign.Heard), StringComparison.Ordinal);

    /// <summary>The configuration as it was read, each URL in it led elsewhere in turn, and URLs added that others would take first.</summary>
    private IEnumerable<(string Member, JsonNode Changed)> Changes(JsonObject read)
    {
        foreach (var at in Urls(read, []))
        {
            foreach (var url in new[] { _foreign.Url, _foreign.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), $"{_honest.Url}@{_foreign.Url[7..]}", " " + _foreign.Url })
            {
                yield return (string.Join('.', at), With(read, at, url));
            }
        }

        foreach (var more in new[] { "base_url", "endpoint_url" }.Where(m => !read.ContainsKey(m) && !read.ContainsKey("baseUrl")))
        {
            yield return (more, With(read, [more], _foreign.Url));
        }

        var holder = read.ContainsKey("authentication") ? "authentication" : "auth";
        string[]? auth = read[holder]?["config"] is JsonObject ? [holder, "config"] : read[holder] is JsonObject ? [holder] : null;
        foreach (var more in new[] { "token_url", "issuer_url" }.Where(m => auth is not null && auth.Aggregate((JsonNode)read, (n, s) => n[s]!).AsObject().ContainsKey(m) is false))
        {
            yield return (string.Join('.', auth!.Append(more)), With(read, [.. auth!, more], _foreign.Url));
        }
    }

    private static IEnumerable<string[]> Urls(JsonObject holder, string[] at) => holder.SelectMany(m =>
        m.Value is JsonObject below ? Urls(below, [.. at, m.Key])
        : m.Value?.GetValueKind() is JsonValueKind.String && ((string)m.Value!).StartsWith("http", StringComparison.Ordinal) ? [[.. at, m.Key]]
        : []);

    private static JsonObject With(JsonObject read, string[] at, string url)
    {
        var changed = read.DeepClone().AsObject();
        at[..^1].Aggregate((JsonNode)changed, (node, step) => node[step]!)[at[^1]] = url;
        return changed;
    }

    private string Filled(string config) => config.Replace("{honest}", _honest.Url, StringComparison.Ordinal);

    private async Task<string> ConfiguredAsync(string provider, string config)
    {
        var created = await AdminAsync(HttpMethod.Post, Providers, $$"""{"name":"{{Guid.NewGuid()}}","providerId":"{{provider}}","config":{{Filled(config)}} }""");
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        return (string)created.Json["id"]!;
    }

    private async Task EndedAsync(string execution)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await SendAsync(HttpMethod.Get, $"/v1/executions/{execution}/results")).Code == "FLK-0502")
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private Task<Answer> AdminAsync(HttpMethod method, string path, string body) => guarded.WithKeyAsync(Guarded.AdminKey, method, path, body);

    private Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? key = null) =>
        guarded.Service.SendAsync(method, path, body, key, headers: (ApiKeyHandler.Header, _editor));
}

public sealed class SecretTravelTestsOnSqlite(Guarded guarded) : SecretTravelTests(guarded), IClassFixture<Guarded>;

public sealed class SecretTravelTestsOnPostgres(GuardedOnPostgres guarded) : SecretTravelTests(guarded), IClassFixture<GuardedOnPostgres>;
