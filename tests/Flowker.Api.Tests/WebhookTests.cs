using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>Webhooks: who is let in, what starts, and what holds over restarts.</summary>
public abstract class WebhookTests(Service service)
{
    private const string Output = """{"id":"o","type":"action","data":{"actionType":"set_output","output":{"n":"${workflow.n}","hook":"${workflow._webhook}"}}}""";

    [Theory]
    [InlineData("payments/new", "payments/new")]
    [InlineData("/payments/new/", "payments%2Fnew")]
    [InlineData("payments/new", "/payments/new//")]
    [InlineData("caf\u00e9 au lait", "caf%C3%A9%20au%20lait")]
    [InlineData("100%25", "100%25")]
    public async Task A_path_is_met_in_every_spelling(string path, string requested)
    {
        var workflow = await ActivateAsync($"{path}", "POST");
        var answer = await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{requested.TrimStart('/')}?a=1&a=2&b=", """{"n":7,"_webhook":"forged"}""", headers: [("Authorization", "Bearer x"), ("x-custom", "c"), ("X-Webhook-Token", "t")]);
        Assert.True(answer.Status is HttpStatusCode.Created, answer.Text);
        Assert.Equal((workflow, "pending"), ((string?)answer.Json["workflowId"], (string?)answer.Json["status"]));
        Assert.Equal((workflow, (string?)answer.Json["executionId"]), (answer.Headers["X-Webhook-Workflow-Id"], answer.Headers["X-Webhook-Execution-Id"]));
        var output = (await service.ResultsAsync((string)answer.Json["executionId"]!))["finalOutput"]!;
        var hook = output["hook"]!;
        Assert.Equal((7, "POST", Uri.UnescapeDataString(path).Trim('/'), "127.0.0.1"),
            ((int)output["n"]!, (string?)hook["method"], (string?)hook["path"], (string?)hook["remote_ip"]));
        Assert.Equal("""{"a":"2","b":""}""", hook["query"]!.ToJsonString());
        Assert.Equal("c", (string?)hook["headers"]!["X-Custom"]);
        Assert.DoesNotContain(hook["headers"]!.AsObject(), h => h.Key is "Authorization" or "X-Webhook-Token" or "X-Api-Key");
        await service.PostAsync($"/v1/workflows/{workflow}/deactivate");
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{requested.TrimStart('/')}", "{}")).Is(404, "FLK-0361");
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    [InlineData(2_700, false)]
    public async Task A_path_is_bounded(int length, bool isTaken)
    {
        // No compression of the database's makes it short.
        var path = string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + RandomNumberGenerator.GetInt32(26))));
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", Body(path, "POST"));
        var activated = await service.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate");
        if (isTaken)
        {
            Assert.Equal(HttpStatusCode.OK, activated.Status);
        }
        else
        {
            activated.Is(422, "FLK-0211");
        }
    }

    [Fact]
    public async Task The_trigger_that_fired_is_where_it_starts()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        await service.ActivateAsync(
            $$$"""
            [{"id":"a","type":"trigger","data":{"triggerType":"webhook","path":"{{{one}}}","method":"POST"}},
             {"id":"b","type":"trigger","data":{"triggerType":"webhook","path":"{{{two}}}","method":"PUT"}},
             {"id":"x","type":"action","data":{"actionType":"set_output","output":{"from":"a"} } },
             {"id":"y","type":"action","data":{"actionType":"set_output","output":{"from":"b"} } }]
            """,
            """[{"id":"1","source":"a","target":"x"},{"id":"2","source":"b","target":"y"}]""");
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{two}", "{}")).Is(404, "FLK-0361");
        var fired = await service.SendAsync(HttpMethod.Put, $"/v1/webhooks/{two}", "{}");
        Assert.Equal("""{"from":"b"}""", (await service.ResultsAsync((string)fired.Json["executionId"]!))["finalOutput"]!.ToJsonString());
    }

    [Fact]
    public async Task A_route_belongs_to_one_workflow_and_survives_a_restart()
    {
        var path = Guid.NewGuid().ToString();
        var owner = await ActivateAsync(path, "POST");
        var second = await service.SendAsync(HttpMethod.Post, "/v1/workflows", Body($"/{path}/", "POST"));
        var conflict = await service.PostAsync($"/v1/workflows/{second.Json["workflowId"]}/activate");
        conflict.Is(409, "FLK-0360");
        foreach (var part in new[] { "POST", $"/{path}", owner })
        {
            Assert.Contains(part, (string?)conflict.Json["message"], StringComparison.Ordinal);
        }

        await service.RestartAsync();
        Assert.Equal(owner, (string?)(await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}")).Json["workflowId"]);
        (await service.PostAsync($"/v1/workflows/{second.Json["workflowId"]}/activate")).Is(409, "FLK-0360");
        await service.PostAsync($"/v1/workflows/{owner}/deactivate");
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync($"/v1/workflows/{second.Json["workflowId"]}/activate")).Status);
        Assert.Equal((string?)second.Json["workflowId"], (string?)(await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}")).Json["workflowId"]);
    }

    [Fact]
    public async Task Of_many_that_want_one_route_at_once_one_gets_it()
    {
        var path = Guid.NewGuid().ToString();
        var drafts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.SendAsync(HttpMethod.Post, "/v1/workflows", Body(path, "POST"))));
        var activated = await Task.WhenAll(drafts.Select(d => service.PostAsync($"/v1/workflows/{d.Json["workflowId"]}/activate")));
        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], activated.Select(a => (int)a.Status).Order());
    }

    [Fact]
    public async Task Two_triggers_of_one_workflow_do_not_share_a_route()
    {
        var path = Guid.NewGuid();
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(
            $$$"""[{"id":"a","type":"trigger","data":{"triggerType":"webhook","path":"{{{path}}}","method":"POST"} },{"id":"b","type":"trigger","data":{"triggerType":"webhook","path":"/{{{path}}}","method":"POST"} },{{{Output}}}]""",
            """[{"id":"1","source":"a","target":"o"},{"id":"2","source":"b","target":"o"}]"""));
        (await service.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate")).Is(409, "FLK-0360");
    }

    [Fact]
    public async Task A_token_opens_and_stays_hidden()
    {
        var path = Guid.NewGuid().ToString();
        var workflow = await ActivateAsync(path, "POST", ",\"verify_token\":\"open-sesame\"");
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}")).Is(401, "FLK-0362");
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", headers: ("X-Webhook-Token", "open-sesam"))).Is(401, "FLK-0362");
        Assert.Equal(HttpStatusCode.Created, (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", headers: ("X-Webhook-Token", "open-sesame"))).Status);

        var read = await service.GetAsync($"/v1/workflows/{workflow}");
        Assert.Equal("********", (string?)read.Json["nodes"]![0]!["data"]!["verify_token"]);
        Assert.DoesNotContain("open-sesame", (await service.GetAsync("/v1/workflows?limit=100")).Text, StringComparison.Ordinal);

        // What is read can be sent back: the token stays what it was, also in a clone.
        await service.PostAsync($"/v1/workflows/{workflow}/deactivate");
        await service.PostAsync($"/v1/workflows/{workflow}/draft");
        var echoed = await service.SendAsync(HttpMethod.Put, $"/v1/workflows/{workflow}", read.Text);
        Assert.True(echoed.Status is HttpStatusCode.OK, echoed.Text);
        var clone = await service.PostAsync($"/v1/workflows/{workflow}/clone", new JsonObject { ["name"] = Guid.NewGuid().ToString() });
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync($"/v1/workflows/{clone.Json["workflowId"]}/activate")).Status);
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", headers: ("X-Webhook-Token", "********"))).Is(401, "FLK-0362");
        Assert.Equal(HttpStatusCode.Created, (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", headers: ("X-Webhook-Token", "open-sesame"))).Status);
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows", read.Text.Replace((string)read.Json["name"]!, "masked", StringComparison.Ordinal))).Is(400, "FLK-0302");
    }

    [Theory]
    [InlineData("", 201)]
    [InlineData("null", 201)]
    [InlineData("[]", 400)]
    [InlineData("7", 400)]
    [InlineData("{", 400)]
    public async Task A_body_is_a_json_object_or_nothing(string body, int status)
    {
        var path = Guid.NewGuid().ToString();
        await ActivateAsync(path, "POST");
        Assert.Equal(status, (int)(await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", body.Length == 0 ? null : body)).Status);
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", contentType: "text/plain")).Is(400, "FLK-0001");
        Assert.Equal(HttpStatusCode.Created, (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", contentType: "application/vnd.bank+json")).Status);
        var large = $$"""{"x":"{{new string('x', 1_048_576)}}"}""";
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", large)).Is(413, "FLK-0363");
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/nobody-{path}", large)).Is(413, "FLK-0363");
    }

    [Fact]
    public async Task A_key_is_optional_and_starts_once()
    {
        var (path, key) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        await ActivateAsync(path, "POST");
        var first = await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}?delivery=1", """{"n":1}""", key);
        var again = await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}?delivery=2", """{"n":1}""", key);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, (string?)first.Json["executionId"]), (first.Status, again.Status, (string?)again.Json["executionId"]));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", """{"n":2}""", key)).Is(422, "FLK-0510");
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", """{"n":2}""", new string('k', 256))).Is(400, "FLK-0509");
        var keyless = new[] { await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}"), await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", "{}", " ") };
        Assert.All(keyless, k => Assert.Equal(HttpStatusCode.Created, k.Status));
        Assert.Equal((string?)first.Json["executionId"], (string?)(await service.GetAsync($"/v1/executions/by-key/{key}")).Json["executionId"]);
    }

    [Fact]
    public async Task A_signed_message_is_taken_once_and_only_as_it_was_signed()
    {
        var (path, secret) = (Guid.NewGuid().ToString(), RandomNumberGenerator.GetBytes(24));
        await ActivateAsync(path, "POST", $$$""","signature":{"secret":"whsec_{{{Convert.ToBase64String(secret)}}}","toleranceSeconds":60}""");
        var (id, now) = ($"msg_{Guid.NewGuid():N}", DateTimeOffset.UtcNow);
        var first = await SendAsync(path, id, now, """{"n":1}""", secret);
        Assert.True(first.Status is HttpStatusCode.Created, first.Text);

        // A replay, by the sender or by somebody who listened, starts nothing.
        var replayed = await SendAsync(path, id, now, """{"n":1}""", secret);
        Assert.Equal((HttpStatusCode.OK, (string?)first.Json["executionId"]), (replayed.Status, (string?)replayed.Json["executionId"]));
        var withKey = await SendAsync(path, id, now, """{"n":1}""", secret, key: Guid.NewGuid().ToString());
        Assert.Equal((string?)first.Json["executionId"], (string?)withKey.Json["executionId"]);

        (await SendAsync(path, id, now.AddSeconds(-120), """{"n":1}""", secret)).Is(401, "FLK-0362");
        (await SendAsync(path, id, now.AddSeconds(120), """{"n":1}""", secret)).Is(401, "FLK-0362");
        (await SendAsync(path, id, now, """{"n":1}""", secret, sent: """{"n":2}""")).Is(401, "FLK-0362");
        (await SendAsync(path, id, now, """{"n":1}""", RandomNumberGenerator.GetBytes(24))).Is(401, "FLK-0362");
        (await service.SendAsync(HttpMethod.Post, $"/v1/webhooks/{path}", """{"n":1}""")).Is(401, "FLK-0362");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(path, id + "2", now, """{"n":1}""", secret, before: "v1,bm9wZQ== ")).Status);
    }

    [Theory]
    [InlineData(""" "verify_token":"" """)]
    [InlineData(""" "verify_token":null """)]
    [InlineData(""" "verify_token":7 """)]
    [InlineData(""" "Verify_Token":"t" """)]
    [InlineData(""" "verifyToken":"t" """)]
    [InlineData(""" "token":"t" """)]
    [InlineData(""" "Signature":{"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} """)]
    [InlineData(""" "signature":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" """)]
    [InlineData(""" "signature":{"secret":"whsec_!"} """)]
    [InlineData(""" "signature":{"secret":"whsec_c2hvcnQ="} """)]
    [InlineData(""" "signature":{"secret":"a text of 23 characters"} """)]
    [InlineData(""" "signature":{"secrets":[]} """)]
    [InlineData(""" "signature":{"secrets":["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","whsec_c2hvcnQ="]} """)]
    [InlineData(""" "signature":{"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","secretOfBefore":"x"} """)]
    [InlineData(""" "authentication":"trigger" """)]
    [InlineData(""" "authentication":"none","verify_token":"t" """)]
    [InlineData(""" "Authentication":"trigger","verify_token":"t" """)]
    public async Task A_guard_that_guards_nothing_is_refused_when_it_is_stored(string guard)
    {
        var nodes = Nodes(Guid.NewGuid().ToString(), "POST", $",{guard}");
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(nodes, Workflows.JustOutputEdges))).Is(422, "FLK-0211");
        var draft = await service.SendAsync(HttpMethod.Post, "/v1/workflows", Body(Guid.NewGuid().ToString(), "POST"));
        (await service.SendAsync(HttpMethod.Put, $"/v1/workflows/{draft.Json["workflowId"]}", service.Body(nodes, Workflows.JustOutputEdges))).Is(422, "FLK-0211");
    }

    [Fact]
    public async Task While_secrets_are_exchanged_each_of_them_signs()
    {
        var (path, old, now) = (Guid.NewGuid().ToString(), RandomNumberGenerator.GetBytes(24), DateTimeOffset.UtcNow);
        var next = RandomNumberGenerator.GetBytes(32);
        var workflow = await ActivateAsync(path, "POST", $$$""","signature":{"secrets":["whsec_{{{Convert.ToBase64String(old)}}}","whsec_{{{Convert.ToBase64String(next)}}}"]}""");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(path, Guid.NewGuid().ToString(), now, "{}", old)).Status);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(path, Guid.NewGuid().ToString(), now, "{}", next)).Status);
        (await SendAsync(path, Guid.NewGuid().ToString(), now, "{}", RandomNumberGenerator.GetBytes(24))).Is(401, "FLK-0362");

        // What is read can be sent back, and one of them can be replaced.
        var read = await service.GetAsync($"/v1/workflows/{workflow}");
        Assert.Equal("""["********","********"]""", read.Json["nodes"]![0]!["data"]!["signature"]!["secrets"]!.ToJsonString());
        await service.PostAsync($"/v1/workflows/{workflow}/deactivate");
        await service.PostAsync($"/v1/workflows/{workflow}/draft");
        var third = RandomNumberGenerator.GetBytes(24);
        var changed = read.Json;
        changed["nodes"]![0]!["data"]!["signature"]!["secrets"]![0] = $"whsec_{Convert.ToBase64String(third)}";
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Put, $"/v1/workflows/{workflow}", changed.ToJsonString())).Status);
        await service.RestartAsync();
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync($"/v1/workflows/{workflow}/activate")).Status);
        (await SendAsync(path, Guid.NewGuid().ToString(), now, "{}", old)).Is(401, "FLK-0362");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(path, Guid.NewGuid().ToString(), now, "{}", next)).Status);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(path, Guid.NewGuid().ToString(), now, "{}", third)).Status);
    }

    [Theory]
    [InlineData("webhook-signature", "webhook-signature")]
    [InlineData("svix-signature", "Svix-Signature")]
    public async Task Signatures_in_several_headers_are_one_list(string header, string sent)
    {
        var (path, secret, id) = (Guid.NewGuid().ToString(), RandomNumberGenerator.GetBytes(24), Guid.NewGuid().ToString());
        await ActivateAsync(path, "POST", $$$""","signature":{"secret":"whsec_{{{Convert.ToBase64String(secret)}}}","header":"{{{header}}}"}""");
        var prefix = header[..^"-signature".Length];
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var right = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{{}}")))}";
        var wrong = $"v1,{Convert.ToBase64String(new byte[32])}";
        foreach (var lists in new[] { new[] { right, wrong }, [wrong, right], [$"{wrong}, {right}"], [$"{right},{wrong}"], [$"v2,x {right}", wrong] })
        {
            // The framework's own client would join them.
            var answer = await RawAsync(
                path, [($"{prefix}-id", id), ($"{prefix}-timestamp", timestamp), .. lists.Select(l => (sent, l))]);
            Assert.True(answer is 200 or 201, $"{string.Join(" | ", lists)} was answered with {answer}");
        }

        Assert.Equal(401, await RawAsync(path, [($"{prefix}-id", id), ($"{prefix}-timestamp", timestamp), (sent, wrong), (sent, wrong)]));
    }

    [Fact]
    public async Task What_proves_who_asks_is_nothing_for_the_workflow_to_see()
    {
        var path = Guid.NewGuid().ToString();
        await ActivateAsync(path, "POST", ",\"signature\":{\"secret\":\"a secret of twenty-four bytes\",\"header\":\"X-Seal\"}");
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var seal = $"v1,{Convert.ToBase64String(HMACSHA256.HashData("a secret of twenty-four bytes"u8, Encoding.UTF8.GetBytes($"m.{timestamp}.{{}}")))}";
        string[] secrets = ["Cookie", "Proxy-Authorization", "X-Auth-Token", "Api-Key", "X-Hub-Signature-256", "X-Session-Id", "X-Client-Secret"];
        var answer = await service.SendAsync(
            HttpMethod.Post, $"/v1/webhooks/{path}?token=s3cret&apiKey=s3cret&signature=s3cret&amount=7&page=1", "{}",
            headers: [("webhook-id", "m"), ("webhook-timestamp", timestamp), ("X-Seal", seal), ("X-Team", "risk"), ("Idempotency-Key", Guid.NewGuid().ToString()), .. secrets.Select(s => (s, "s3cret"))]);
        Assert.True(answer.Status is HttpStatusCode.Created, answer.Text);
        var hook = (await service.ResultsAsync((string)answer.Json["executionId"]!))["finalOutput"]!["hook"]!;
        Assert.DoesNotContain("s3cret", hook.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("""{"amount":"7","page":"1"}""", hook["query"]!.ToJsonString());
        var headers = hook["headers"]!.AsObject().Select(h => h.Key).ToArray();
        Assert.Empty(headers.Intersect([.. secrets, "X-Seal"], StringComparer.OrdinalIgnoreCase));
        Assert.Superset(new HashSet<string> { "X-Team", "Idempotency-Key", "Webhook-Id" }, headers.ToHashSet());
    }

    // Header by header, as they are given.
    private async Task<int> RawAsync(string path, (string Name, string Value)[] headers)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        var text = $"POST /v1/webhooks/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n"
            + string.Concat(headers.Select(h => $"{h.Name}: {h.Value}\r\n")) + "\r\n{}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(stream);
        var status = (await reader.ReadToEndAsync())[9..12];
        return int.Parse(status, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData(""" "path":"x{guid}","method":"STEAL" """, "FLK-0211")]
    [InlineData(""" "method":"POST" """, "FLK-0211")]
    [InlineData(""" "path":"x{guid}","method":"POST","signature":{} """, "FLK-0211")]
    [InlineData(""" "path":"x{guid}","method":"POST","signature":{"secret":"a secret of twenty-four bytes","toleranceSeconds":0} """, "FLK-0211")]
    public async Task A_trigger_that_cannot_fire_is_not_activated(string data, string code)
    {
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(
            $$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook",{{data.Replace("{guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal)}} } },{{Output}}]""",
            Workflows.JustOutputEdges));
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        (await service.PostAsync($"/v1/workflows/{created.Json["workflowId"]}/activate")).Is(422, code);
    }

    private Task<Answer> SendAsync(
        string path, string id, DateTimeOffset at, string body, byte[] secret, string? key = null, string? sent = null, string before = "")
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
        return service.SendAsync(
            HttpMethod.Post, $"/v1/webhooks/{path}", sent ?? body, key,
            headers: [("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", $"{before}v1,{signature}")]);
    }

    private Task<string> ActivateAsync(string path, string method, string more = "") =>
        service.ActivateAsync(Nodes(path, method, more), Workflows.JustOutputEdges);

    private string Body(string path, string method) => service.Body(Nodes(path, method, ""), Workflows.JustOutputEdges);

    private static string Nodes(string path, string method, string more) =>
        $$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"{{path}}","method":"{{method}}"{{more}} } },{{Output}}]""";
}

public sealed class WebhookTestsOnSqlite(Service service) : WebhookTests(service), IClassFixture<Service>;

public sealed class WebhookTestsOnPostgres(PostgresService service) : WebhookTests(service), IClassFixture<PostgresService>;
