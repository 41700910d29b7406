using System.Net;
using System.Text.Json.Nodes;
using Flowker.Grains.Interfaces.Access;
using Flowker.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Api.Tests;

/// <summary>For each code a request, with what must be there before, that is answered with it; on SQLite.</summary>
public class ErrorCases : IAsyncLifetime
{
    private const string Nobody = "018f0000-0000-7000-8000-000000000000";
    private const string Start = """[{"id":"t","type":"trigger"}]""";

    private readonly Guarded _guarded;
    private string _provider = "";
    private string _tracer = "";

    public ErrorCases()
        : this(new Guarded())
    {
    }

    private protected ErrorCases(Guarded guarded)
    {
        _guarded = guarded;
        Requests = new Dictionary<string, Func<Task<Answer>>>([.. General(), .. Drafts(), .. Workflow(), .. Catalog(), .. Executors(), .. Providers(), .. Webhooks(), .. Access(), .. Executions()]);
    }

    internal IReadOnlyDictionary<string, Func<Task<Answer>>> Requests { get; }

    private Service Service => _guarded.Service;

    public async Task InitializeAsync()
    {
        await _guarded.InitializeAsync();
        Service.Http.DefaultRequestHeaders.Add("X-API-Key", Guarded.AdminKey);
        _provider = await ProviderAsync();
        _tracer = (string)(await PostAsync("/v1/provider-configurations", """{"name":"tracer","providerId":"tracer","config":{"base_url":"https://t.example","api_key":"k"}}""")).Json["id"]!;
    }

    public Task DisposeAsync() => _guarded.DisposeAsync();

    /// <summary>The results of an execution whose only call is answered by <paramref name="path"/> of the stub.</summary>
    internal async Task<JsonNode> FailedExecutionAsync(string path, int? executionTimeoutSeconds = null)
    {
        var settings = executionTimeoutSeconds is { } seconds ? $$""","settings":{"executionTimeoutSeconds":{{seconds}}}""" : "";
        var id = await WorkflowAsync(
            $$$"""[{"id":"t","type":"trigger"},{"id":"c","type":"executor","data":{"executorId":"http","providerConfigId":"{{{_provider}}}","path":"{{{path}}}"}}]""",
            """[{"id":"e","source":"t","target":"c"}]""",
            settings);
        await PostAsync($"/v1/workflows/{id}/activate");
        var started = await StartAsync(id, Guid.NewGuid().ToString());
        return await Service.ResultsAsync((string)started.Json["executionId"]!);
    }

    // A service that takes one execution at a time, while that one waits.
    private static async Task<Answer> BusyAsync()
    {
        var busy = new Service(("Flowker:MaxOpenExecutions", "1"));
        await busy.InitializeAsync();
        try
        {
            var provider = await busy.PostAsync("/v1/provider-configurations", JsonNode.Parse(
                $$$"""{"name":"stub","providerId":"http","config":{"base_url":"{{{busy.Provider.Address}}}"}}"""));
            var call = Workflows.OneCall("\"path\":\"/status/503\",\"retry\":{\"initialIntervalMs\":600000,\"maxIntervalMs\":600000}");
            var workflow = await busy.ActivateAsync(call.Replace("{provider}", (string)provider.Json["id"]!, StringComparison.Ordinal), Workflows.OneCallEdges);
            Assert.Equal(HttpStatusCode.Created, (await busy.StartAsync(workflow, "first")).Status);
            return await busy.StartAsync(workflow, "second");
        }
        finally
        {
            await busy.DisposeAsync();
        }
    }

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> General() =>
    [
        Case("FLK-0001", () => PostAsync("/v1/workflows", "[")),
        Case("FLK-0002", () => GetAsync("/v1/workflows/7")),
        Case("FLK-0302", () => DraftAsync(Start, more: ""","settings":{"executionTimeoutSeconds":0}""")),
        Case("FLK-0304", () => GetAsync("/v1/workflows?limit=101")),
        Case("FLK-0305", () => GetAsync("/v1/audit-events?dateFrom=yesterday")),
        Case("FLK-0308", () => GetAsync("/v1/audit-events?dateFrom=2026-02-01T00:00:00Z&dateTo=2026-01-01T00:00:00Z")),
        Case("FLK-0309", () => GetAsync("/v1/executions?limit=0")),
        Case("FLK-0310", () => GetAsync("/v1/executions?sortOrder=up")),
        Case("INVALID_CURSOR", () => GetAsync("/v1/workflows?cursor=x")),
        Case("FLK-0172", () => PostAsync("/v1/operations/features/unheard-of")),
        Case("FLK-0512", async () => await PostAsync($"/v1/executions/{await ExecutionAsync()}/resume", """{"reason":"again"}""")),
        Case("FLK-0553", () => PostAsync($"/v1/executions/{Nobody}/resume", """{"reason":" "}""")),
        Case("FLK-0404", () => GetAsync("/v1/nothing")),
        Case("FLK-0405", () => Service.SendAsync(HttpMethod.Patch, "/v1/workflows")),
        Case("FLK-0413", () => PostAsync("/v1/workflows", new string(' ', 5_000_000))),
        Case("FLK-0415", () => Service.SendAsync(HttpMethod.Post, "/v1/workflows", "{}", headers: ("Content-Encoding", "zstd"))),
        Case("FLK-0429", BusyAsync),
        Case("FLK-0431", () => GetAsync($"/v1/workflows?x={new string('x', 20_000)}")),
        Case("FLK-0600", () => GetAsync($"/v1/audit-events/{Nobody}")),
        Case("FLK-0610", () => GetAsync("/v1/audit-events?cursor=!")),
        Case("FLK-9998", IssuerAwayAsync),
        Case("FLK-9999", async () =>
        {
            var execution = await ExecutionAsync();
            await DamageAsync($"update execution_journal set events = @damage where lower(cast(execution_id as varchar(36))) = '{execution}'");
            return await GetAsync($"/v1/executions/{execution}/results");
        }),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Drafts() =>
    [
        Case("FLK-0104", () => DraftAsync("""[{"id":"a","type":"executor","data":{"executorId":"nope"}}]""")),
        Case("FLK-0110", () => PostAsync("/v1/workflows", "{}")),
        Case("FLK-0111", () => PostAsync("/v1/workflows", $$"""{"name":"{{new string('n', 101)}}"}""")),
        Case("FLK-0113", () => DraftAsync(Many(101, i => $$"""{"id":"n{{i}}","type":"trigger"}"""))),
        Case("FLK-0114", () => DraftAsync(Start, Many(201, i => $$"""{"id":"e{{i}}","source":"t","target":"t"}"""))),
        Case("FLK-0115", () => DraftAsync(Start, """[{"id":"e","source":"t","target":"x"}]""")),
        Case("FLK-0120", () => DraftAsync("""[{"id":"a","type":"trigger"},{"id":"a","type":"trigger"}]""")),
        Case("FLK-0121", () => DraftAsync("""[{"id":"a","type":"magic"}]""")),
        Case("FLK-0130", () => DraftAsync(Start, """[{"source":"t","target":"t"}]""")),
        Case("FLK-0131", () => DraftAsync(Start, """[{"id":"e","target":"t"}]""")),
        Case("FLK-0132", () => DraftAsync(Start, """[{"id":"e","source":"t"}]""")),
        Case("FLK-0140", () => CallAsync(""","inputMapping":[{"source":"a..b","target":"c"}]""")),
        Case("FLK-0141", () => CallAsync(""","outputMapping":[{"source":"a","target":"b","transformation":{"type":"nope"}}]""")),
        Case("FLK-0142", () => CallAsync(""","transforms":[{"operation":"nope","spec":{"a":"b"}}]""")),
        Case("FLK-0150", () => DraftAsync("""[{"id":"a","type":"executor","data":{"executorId":"http"}}]""")),
        Case("FLK-0151", () => DraftAsync($$$"""[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{{{_tracer}}}"}}]""")),
        Case("WORKFLOW_INVALID_EXECUTOR_CONFIG", () => DraftAsync("""[{"id":"a","type":"executor"}]""")),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Workflow() =>
    [
        Case("FLK-0100", () => GetAsync($"/v1/workflows/{Nobody}")),
        Case("FLK-0101", async () =>
        {
            await PostAsync("/v1/workflows", """{"name":"twice"}""");
            return await PostAsync("/v1/workflows", """{"name":"twice"}""");
        }),
        Case("FLK-0102", async () => await PostAsync($"/v1/workflows/{await WorkflowAsync(Start)}/deactivate")),
        Case("FLK-0103", async () => await Service.SendAsync(HttpMethod.Delete, $"/v1/workflows/{await ActiveAsync()}")),
        Case("FLK-0105", () => ActivateAsync("""[{"id":"t","type":"trigger"},{"id":"c","type":"conditional"}]""")),
        Case("FLK-0112", () => ActivateAsync("[]")),
        Case("FLK-0116", () => ActivateAsync("""[{"id":"a","type":"action"}]""")),
        Case("FLK-0143", () => ActivateAsync("""[{"id":"t","type":"trigger"},{"id":"a","type":"action","data":{"actionType":"log","message":7}}]""")),
        Case("FLK-0166", () => ActivateAsync(
            """[{"id":"t","type":"trigger"},{"id":"a","type":"action"}]""", """[{"id":"1","source":"t","target":"a","sourceHandle":"error"}]""")),
        Case("FLK-0180", () => StrictlyAsync("""{"id":"t","type":"trigger","data":{"colour":"red"}}""")),
        Case("FLK-0181", () => StrictlyAsync(Start[1..^1], """{"id":"a","type":"action","data":{"actionType":"wink"}}""")),
        Case("FLK-0182", () => StrictlyAsync(Start[1..^1], """{"id":"a","type":"action"},{"id":"b","type":"action"}""")),
        Case("FLK-0183", async () => await PostAsync($"/v1/workflows/{await WorkflowAsync(Start)}/activate?strict=true")),
        Case("FLK-0184", () => StrictlyAsync(Start[1..^1], """{"id":"a","type":"conditional","data":{"condition":"true"}}""")),
        Case("FLK-0185", () => StrictlyAsync(Start[1..^1], """{"id":"a","type":"action","data":{"actionType":"log","message":"{{workflow.n}}"}}""")),
        Case("FLK-0186", () => StrictlyAsync(
            Start[1..^1], $$$"""{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{{{_provider}}}"}}""")),
        Case("FLK-0187", () => StrictlyAsync("""{"id":"t","type":"trigger","data":{"triggerId":"webhook","path":"by-id","method":"POST"}}""")),
        Case("FLK-0188", () => StrictlyAsync(Start[1..^1], """{"id":"a","type":"action","data":{"actionType":"set_output","output":{"n":"${t.n}"}}}""")),
        Case("FLK-0211", () => ActivateAsync("""[{"id":"t","type":"trigger","data":{"triggerType":"pigeon"}}]""")),
        Case("FLK-0508", () => ActivateAsync(
            """[{"id":"t","type":"trigger"},{"id":"a","type":"action"},{"id":"b","type":"action"}]""",
            """[{"id":"1","source":"a","target":"b"},{"id":"2","source":"b","target":"a"}]""")),
        Case("FLK-0350", async () =>
        {
            // Another silo changes it, unseen by the one that remembers it.
            var id = await WorkflowAsync(Start);
            await DamageAsync($"update workflows set version = version + 1 where lower(cast(id as varchar(36))) = '{id}'");
            return await Service.SendAsync(HttpMethod.Put, $"/v1/workflows/{id}", $$"""{"name":"{{Guid.NewGuid()}}"}""");
        }),
        Case("FLK-0351", async () => await Service.SendAsync(HttpMethod.Delete, $"/v1/workflows/{await WorkflowAsync(Start)}", headers: ("If-Match", "\"7\""))),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Catalog() =>
    [
        Case("FLK-0200", () => GetAsync("/v1/catalog/executors/x")),
        Case("FLK-0201", () => PostAsync("/v1/catalog/executors/http/validate", """{"config":{"method":"STEAL"}}""")),
        Case("FLK-0210", () => GetAsync("/v1/catalog/triggers/x")),
        Case("FLK-0230", () => GetAsync("/v1/catalog/providers/x")),
        Case("FLK-0240", () => GetAsync("/v1/catalog/templates/x")),
        Case("FLK-0242", () => PostAsync("/v1/catalog/templates/tracer-midaz-validation/validate", "{}")),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Executors() =>
    [
        Case("FLK-0250", () => GetAsync($"/v1/executors/{Nobody}")),
        Case("FLK-0251", async () =>
        {
            await ExecutorAsync("name", "\"twice\"");
            return await ExecutorAsync("name", "\"twice\"");
        }),
        Case("FLK-0252", async () => await PostAsync($"/v1/executors/{(await ExecutorAsync("name", $"\"{Guid.NewGuid()}\"")).Json["id"]}/activate")),
        Case("FLK-0260", () => ExecutorAsync("name", null)),
        Case("FLK-0261", () => ExecutorAsync("name", $"\"{new string('n', 101)}\"")),
        Case("FLK-0262", () => ExecutorAsync("baseUrl", null)),
        Case("FLK-0263", () => ExecutorAsync("baseUrl", "\"ftp://x\"")),
        Case("FLK-0264", () => ExecutorAsync("baseUrl", $"\"https://x/{new string('x', 501)}\"")),
        Case("FLK-0265", () => ExecutorAsync("endpoints", "[]")),
        Case("FLK-0267", () => ExecutorAsync("description", $"\"{new string('d', 501)}\"")),
        Case("FLK-0268", () => ExecutorAsync("authentication", null)),
        Case("FLK-0269", () => ExecutorAsync("authentication", """{"type":"magic"}""")),
        Case("FLK-0270", () => ExecutorAsync("endpoints", """[{"path":"/","method":"GET"}]""")),
        Case("FLK-0271", () => ExecutorAsync("endpoints", """[{"name":"a","method":"GET"}]""")),
        Case("FLK-0272", () => ExecutorAsync("endpoints", """[{"name":"a","path":"/"}]""")),
        Case("FLK-0273", () => ExecutorAsync("endpoints", """[{"name":"a","path":"/","method":"BREW"}]""")),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Providers() =>
    [
        Case("FLK-0290", () => GetAsync($"/v1/provider-configurations/{Nobody}")),
        Case("FLK-0291", () => PostAsync("/v1/provider-configurations", """{"name":"tracer","providerId":"http","config":{"base_url":"https://x"}}""")),
        Case("FLK-0292", () => PostAsync($"/v1/provider-configurations/{_provider}/enable")),
        Case("FLK-0293", () => PostAsync("/v1/provider-configurations", """{"name":"x","providerId":"http","config":{"base_url":7}}""")),
        Case("FLK-0294", () => PostAsync("/v1/provider-configurations", """{"name":"x","providerId":"pigeon","config":{"a":1}}""")),
        Case("FLK-0295", () => PostAsync("/v1/provider-configurations", """{"providerId":"http","config":{"base_url":"https://x"}}""")),
        Case("FLK-0296", () => PostAsync("/v1/provider-configurations", $$$"""{"name":"{{{new string('n', 101)}}}","providerId":"http","config":{"base_url":"https://x"}}""")),
        Case("FLK-0298", () => PostAsync("/v1/provider-configurations", """{"name":"x","providerId":"http","config":{}}""")),
        Case("FLK-0299", () => PostAsync("/v1/provider-configurations", $$$"""{"name":"x","description":"{{{new string('d', 501)}}}","providerId":"http","config":{"base_url":"https://x"}}""")),
        Case("FLK-0340", async () => await PostAsync($"/v1/provider-configurations/{await ProviderAsync("https://[")}/test")),
        Case("FLK-0341", async () => await PostAsync($"/v1/provider-configurations/{await ProviderAsync("http://169.254.169.254/latest")}/test")),
        Case("FLK-0342", async () => await Service.SendAsync(
            HttpMethod.Patch, $"/v1/provider-configurations/{_tracer}", """{"config":{"base_url":"https://elsewhere.example","api_key":"********"}}""")),
        Case("FLK-0352", async () =>
        {
            var provider = await ProviderAsync();
            var nodes = $$$"""[{"id":"t","type":"trigger"},{"id":"c","type":"executor","data":{"executorId":"http","providerConfigId":"{{{provider}}}","path":"/"}}]""";
            await ActivateAsync(nodes, """[{"id":"e","source":"t","target":"c"}]""");
            return await Service.SendAsync(HttpMethod.Delete, $"/v1/provider-configurations/{provider}");
        }),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Webhooks() =>
    [
        Case("FLK-0360", async () =>
        {
            await ActivateAsync(Webhook("taken"));
            return await ActivateAsync(Webhook("taken"));
        }),
        Case("FLK-0361", () => PostAsync("/v1/webhooks/nobody", "{}")),
        Case("FLK-0362", async () =>
        {
            await ActivateAsync(Webhook("guarded", ""","verify_token":"open" """));
            return await PostAsync("/v1/webhooks/guarded", "{}");
        }),
        Case("FLK-0363", () => PostAsync("/v1/webhooks/nobody", new string(' ', 1_100_000))),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Access() =>
    [
        Case("UNAUTHORIZED", () => Service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("X-API-Key", "wrong"))),
        Case("FLK-0403", async () => await Service.SendAsync(HttpMethod.Get, "/v1/api-keys", headers: ("X-API-Key", await _guarded.KeyAsync(Roles.Editor)))),
        Case("FLK-0370", () => GetAsync($"/v1/api-keys/{Nobody}")),
        Case("FLK-0371", async () =>
        {
            await PostAsync("/v1/api-keys", """{"name":"twice","role":"viewer"}""");
            return await PostAsync("/v1/api-keys", """{"name":"twice","role":"viewer"}""");
        }),
        Case("FLK-0372", () => PostAsync("/v1/api-keys", """{"name":"x","role":"root"}""")),
    ];

    private IEnumerable<KeyValuePair<string, Func<Task<Answer>>>> Executions() =>
    [
        Case("FLK-0301", async () => await Service.SendAsync(HttpMethod.Post, $"/v1/workflows/{await ActiveAsync()}/executions", "{}", "k")),
        Case("FLK-0500", () => GetAsync($"/v1/executions/{Nobody}")),
        Case("FLK-0501", async () => await StartAsync(await WorkflowAsync(Start), "inactive")),
        Case("FLK-0502", async () =>
        {
            var nodes = $$$"""[{"id":"t","type":"trigger"},{"id":"c","type":"executor","data":{"executorId":"http","providerConfigId":"{{{_provider}}}","path":"/hold"}}]""";
            var id = await WorkflowAsync(nodes, """[{"id":"e","source":"t","target":"c"}]""");
            await PostAsync($"/v1/workflows/{id}/activate");
            var started = await StartAsync(id, "held");
            var answer = await GetAsync($"/v1/executions/{started.Json["executionId"]}/results");
            Service.Provider.LetGo();
            return answer;
        }),
        Case("FLK-0506", () => StartAsync(Nobody, "large", $$"""{"a":"{{new string('x', 1_100_000)}}"}""")),
        Case("FLK-0509", async () => await Service.SendAsync(HttpMethod.Post, $"/v1/workflows/{await ActiveAsync()}/executions", """{"inputData":{}}""")),
        Case("FLK-0510", async () =>
        {
            var id = await ActiveAsync();
            await StartAsync(id, "reused", """{"n":1}""");
            return await StartAsync(id, "reused", """{"n":2}""");
        }),
        Case("FLK-0511", async () => await GetAsync($"/v1/executions/{await ExecutionAsync()}/steps/nowhere")),
    ];

    private static KeyValuePair<string, Func<Task<Answer>>> Case(string code, Func<Task<Answer>> request) => KeyValuePair.Create(code, request);

    private static string Many(int count, Func<int, string> item) => $"[{string.Join(',', Enumerable.Range(0, count).Select(item))}]";

    private static string Webhook(string path, string more = "") =>
        $$$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"{{{path}}}","method":"POST"{{{more}}}}}]""";

    private Task<Answer> GetAsync(string path) => Service.GetAsync(path);

    private Task<Answer> PostAsync(string path, string? body = null) => Service.SendAsync(HttpMethod.Post, path, body);

    private Task<Answer> StartAsync(string workflow, string key, string input = "{}") => Service.StartAsync(workflow, key, input);

    private Task<Answer> DraftAsync(string nodes, string edges = "[]", string more = "") =>
        PostAsync("/v1/workflows", $$"""{"name":"{{Guid.NewGuid()}}","nodes":{{nodes}},"edges":{{edges}}{{more}}}""");

    private Task<Answer> CallAsync(string more) =>
        DraftAsync($$$"""[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{{{_provider}}}"{{{more}}}}}]""");

    private async Task<string> WorkflowAsync(string nodes, string edges = "[]", string more = "") =>
        (string)(await DraftAsync(nodes, edges, more)).Json["workflowId"]!;

    private async Task<Answer> ActivateAsync(string nodes, string edges = "[]") =>
        await PostAsync($"/v1/workflows/{await WorkflowAsync(nodes, edges)}/activate");

    // The trigger, and what an edge leads to from it; the rest is left alone.
    private async Task<Answer> StrictlyAsync(string trigger, string rest = """{"id":"a","type":"action"}""")
    {
        var id = await WorkflowAsync($"[{trigger},{rest}]", """[{"id":"1","source":"t","target":"a"}]""");
        return await PostAsync($"/v1/workflows/{id}/activate?strict=true");
    }

    private async Task<string> ActiveAsync() => (string)(await ActivateAsync(Start)).Json["id"]!;

    private async Task<string> ExecutionAsync()
    {
        var execution = (string)(await StartAsync(await ActiveAsync(), Guid.NewGuid().ToString())).Json["executionId"]!;
        await Service.ResultsAsync(execution);
        return execution;
    }

    private async Task<string> ProviderAsync(string? baseUrl = null)
    {
        var url = baseUrl ?? Service.Provider.Address.ToString();
        var created = await PostAsync("/v1/provider-configurations", $$$"""{"name":"{{{Guid.NewGuid()}}}","providerId":"http","config":{"base_url":"{{{url}}}"}}""");
        Assert.Equal(HttpStatusCode.Created, created.Status);
        return (string)created.Json["id"]!;
    }

    private Task<Answer> ExecutorAsync(string member, string? json)
    {
        var body = new JsonObject
        {
            ["name"] = Guid.NewGuid().ToString(),
            ["baseUrl"] = "https://x.example",
            ["endpoints"] = JsonNode.Parse("""[{"name":"a","path":"/","method":"GET"}]"""),
            ["authentication"] = JsonNode.Parse("""{"type":"none"}"""),
        };
        body[member] = json is null ? null : JsonNode.Parse(json);
        return PostAsync("/v1/executors", body.ToJsonString());
    }

    private static async Task<Answer> IssuerAwayAsync()
    {
        var issuer = await TokenIssuer.StartAsync();
        var token = issuer.Token(Roles.Viewer);
        var service = new Service(
            ("Flowker:Oidc:Issuer", issuer.Url), ("Flowker:Oidc:Audience", TokenIssuer.Audience), ("Flowker:Oidc:AllowHttp", "true"));
        await issuer.DisposeAsync();
        await service.InitializeAsync();
        var answer = await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("Authorization", $"Bearer {token}"));
        await service.DisposeAsync();
        return answer;
    }

    private async Task DamageAsync(string sql)
    {
        var provider = Service.Services.GetRequiredService<FlowkerDatabase>().Provider;
        await using var connection = provider.DataSource?.CreateConnection() ?? new SqliteConnection(provider.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        if (sql.Contains("@damage", StringComparison.Ordinal))
        {
            var damage = command.CreateParameter();
            (damage.ParameterName, damage.Value) = ("damage", "{"u8.ToArray());
            command.Parameters.Add(damage);
        }

        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class ErrorCasesOnPostgres() : ErrorCases(new GuardedOnPostgres());
