using System.Net;
using System.Text.Json.Nodes;
using Flowker.Grains.Features;

namespace Flowker.Api.Tests.Published;

/// <summary>Each operation of the document is called with success at least once, under the eyes of <see cref="Witness"/>.</summary>
public sealed class EveryRouteTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Every_operation_answers_as_it_is_described()
    {
        await HealthAsync();
        await CatalogAsync();
        await ConfigurationsAsync();
        await ExecutorsAsync();
        var workflow = await WorkflowsAsync();
        var execution = await ExecutionsAsync(workflow);
        await DashboardsAsync();
        await AuditAsync(execution);
        await KeysAsync();

        var contract = await Witness.ReadAsync(service.Http.BaseAddress!);
        // A program that knows no feature cannot switch one on.
        string[] impossible = Feature.All.Count == 0 ? ["POST /v1/operations/features/{name}"] : [];
        var never = contract.Operations.Except(service.Witness.Succeeded.Keys).Except(impossible).Order(StringComparer.Ordinal).ToArray();
        Assert.True(never.Length == 0, $"No call here succeeds for: {string.Join(", ", never)}. Add one to this tour.");
    }

    private async Task HealthAsync()
    {
        foreach (var path in new[] { "/health", "/health/live", "/health/ready", "/readyz", "/version", "/metrics" })
        {
            await GetAsync(path);
        }

        await GetAsync("/v1/operations/invariants");
        foreach (var feature in (await GetAsync("/v1/operations/features")).Json["features"]!.AsArray())
        {
            await PostAsync($"/v1/operations/features/{feature!["name"]}");
        }
    }

    private async Task CatalogAsync()
    {
        foreach (var path in new[]
        {
            "executors", "executors/http", "triggers", "triggers/webhook", "providers", "providers/http", "providers/http/executors", "templates",
            "templates/tracer-midaz-validation",
        })
        {
            await GetAsync($"/v1/catalog/{path}");
        }

        await PostAsync("/v1/catalog/executors/http/validate", """{"config":{"method":"GET","path":"/"}}""");
        var tracer = await ConfigurationAsync("tracer", $$"""{"base_url":"{{service.Provider.Address}}","api_key":"k"}""");
        var midaz = await ConfigurationAsync(
            "midaz",
            $$"""
            {"onboarding_base_url":"{{service.Provider.Address}}","transaction_base_url":"{{service.Provider.Address}}","organization_id":"{{Guid.NewGuid()}}",
             "ledger_id":"{{Guid.NewGuid()}}"}
            """);
        var parameters = $$"""
            {"workflowName":"of-a-template","tracerProviderConfigId":"{{tracer}}","midazProviderConfigId":"{{midaz}}"}
            """;
        var checkedParams = await service.SendAsync(HttpMethod.Post, "/v1/catalog/templates/tracer-midaz-validation/validate", $$"""{"params":{{parameters}}}""");
        Assert.True(checkedParams.Status is HttpStatusCode.OK, checkedParams.Text);
        await PostAsync("/v1/workflows/from-template", $$"""{"templateId":"tracer-midaz-validation","params":{{parameters}}}""");
    }

    private async Task ConfigurationsAsync()
    {
        const string root = "/v1/provider-configurations";
        var id = await ConfigurationAsync("http", $$"""{"base_url":"{{service.Provider.Address}}"}""");
        await GetAsync($"{root}?limit=1");
        await GetAsync($"{root}/{id}");
        await SendAsync(HttpMethod.Patch, $"{root}/{id}", """{"description":"the bank","metadata":{"team":"risk"}}""");
        await PostAsync($"{root}/{id}/test");
        await PostAsync($"{root}/{id}/circuit/close", """{"reason":"the bank says that it is back"}""");
        await PostAsync($"{root}/{id}/disable");
        await PostAsync($"{root}/{id}/enable");
        await SendAsync(HttpMethod.Delete, $"{root}/{id}");
    }

    private async Task ExecutorsAsync()
    {
        const string root = "/v1/executors";
        var body = $$$"""
            {"name":"scoring","baseUrl":"{{{service.Provider.Address}}}","endpoints":[{"name":"score","path":"/score","method":"POST","timeout":10}],
             "authentication":{"type":"bearer","config":{"token":"open"}},"metadata":{"team":"risk"}}
            """;
        var id = (string)(await PostAsync(root, body)).Json["id"]!;
        await GetAsync(root);
        await GetAsync($"{root}/{id}");
        await SendAsync(HttpMethod.Patch, $"{root}/{id}", body.Replace("{\"token\":\"open\"}", "{\"token\":\"shut\"}", StringComparison.Ordinal));
        await PostAsync($"{root}/{id}/test");
        await PostAsync($"{root}/{id}/activate");
        await PostAsync($"{root}/{id}/disable");
        await PostAsync($"{root}/{id}/enable");
        await PostAsync($"{root}/{id}/disable");
        await SendAsync(HttpMethod.Delete, $"{root}/{id}");
    }

    private async Task<string> WorkflowsAsync()
    {
        const string root = "/v1/workflows";
        var body = service.Body(
            """
            [{"id":"hook","type":"trigger","data":{"triggerType":"webhook","path":"every-route","method":"POST"}},
             {"id":"nightly","type":"trigger","data":{"triggerType":"schedule","cron":"0 3 * * *","timeZone":"Europe/Berlin"}},
             {"id":"call","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","path":"/ok","body":{}}},
             {"id":"big","type":"conditional","data":{"condition":"workflow.amount > 100"}},
             {"id":"result","type":"action","data":{"actionType":"set_output","output":{"big":true}}}]
            """,
            """
            [{"id":"a","source":"hook","target":"call"},{"id":"b","source":"nightly","target":"call"},{"id":"c","source":"call","target":"big"},
             {"id":"d","source":"big","target":"result","sourceHandle":"true","label":"big"}]
            """,
            "every-route");
        var id = (string)(await PostAsync(root, body)).Json["workflowId"]!;
        await GetAsync($"{root}?limit=1");
        await GetAsync($"{root}/{id}");
        await SendAsync(HttpMethod.Put, $"{root}/{id}", body);
        await PostAsync($"{root}/{id}/validate");
        await PostAsync($"{root}/validate", body);
        var clone = (string)(await PostAsync($"{root}/{id}/clone", """{"name":"every-route-2"}""")).Json["workflowId"]!;
        await SendAsync(HttpMethod.Delete, $"{root}/{clone}");
        await PostAsync($"{root}/{id}/activate");
        await GetAsync($"{root}/{id}/schedule?count=2");
        await PostAsync($"{root}/{id}/deactivate");
        await PostAsync($"{root}/{id}/draft");
        await PostAsync($"{root}/{id}/activate");
        return id;
    }

    private async Task<string> ExecutionsAsync(string workflow)
    {
        var started = await service.StartAsync(workflow, "every-route", """{"amount":12.5}""");
        Assert.Equal(HttpStatusCode.Created, started.Status);
        Assert.Equal(HttpStatusCode.OK, (await service.StartAsync(workflow, "every-route", """{"amount":12.5}""")).Status);
        await PostAsync("/v1/webhooks/every-route", """{"amount":1200}""");
        var id = (string)started.Json["executionId"]!;
        await service.ResultsAsync(id);
        await GetAsync("/v1/executions?limit=1");
        await GetAsync("/v1/executions/by-key/every-route");
        await GetAsync($"/v1/executions/{id}");
        await GetAsync($"/v1/executions/{id}/steps");
        await GetAsync($"/v1/executions/{id}/steps/call");
        await ResumeAsync();
        return id;
    }

    // One that is under way is left as it is.
    private async Task ResumeAsync()
    {
        var workflow = await service.ActivateAsync(
            """[{"id":"t","type":"trigger"},{"id":"call","type":"executor","data":{"executorId":"http","providerConfigId":"{provider}","path":"/hold","body":{}}}]""",
            """[{"id":"e","source":"t","target":"call"}]""");
        var id = (string)(await service.StartAsync(workflow, "every-route-held")).Json["executionId"]!;
        await PostAsync($"/v1/executions/{id}/resume", """{"reason":"to see that it is left as it is"}""");
        service.Provider.LetGo();
        await service.ResultsAsync(id);
    }

    private async Task DashboardsAsync()
    {
        await GetAsync("/v1/dashboards/workflows/summary");
        await GetAsync("/v1/dashboards/executions");
        await GetAsync("/v1/dashboards/executions/timeseries");
    }

    private async Task AuditAsync(string execution)
    {
        var events = await GetAsync("/v1/audit-events?limit=5");
        var id = (string)events.Json["items"]![0]!["eventId"]!;
        await GetAsync($"/v1/audit-events/{id}");
        await GetAsync($"/v1/audit-events/export?resourceId={execution}");
        // Evidence and checkpoints are there once the next checkpoint is signed.
        await UntilAsync($"/v1/executions/{execution}/evidence", answer => answer.Status is HttpStatusCode.OK);
        await UntilAsync($"/v1/audit-events/{id}/verify?from=start", answer => answer.Status is HttpStatusCode.OK);
        var checkpoints = await UntilAsync("/v1/audit-checkpoints?after=0", answer => answer.Text.Length > 0);
        await GetAsync("/v1/audit-checkpoints/keys");
        var sequence = (long)JsonNode.Parse(checkpoints.Text.Split('\n')[0])!["lastSequence"]!;
        await PostAsync($"/v1/audit-checkpoints/{sequence}/allow-removal?reason=kept%20elsewhere");
    }

    private async Task KeysAsync()
    {
        var id = (string)(await PostAsync("/v1/api-keys", """{"name":"every-route","role":"viewer"}""")).Json["id"]!;
        await GetAsync("/v1/api-keys");
        await GetAsync($"/v1/api-keys/{id}");
        await SendAsync(HttpMethod.Delete, $"/v1/api-keys/{id}");
    }

    private async Task<Answer> UntilAsync(string path, Func<Answer, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await service.GetAsync(path);
            if (holds(answer))
            {
                return answer;
            }

            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<string> ConfigurationAsync(string provider, string config) => (string)(await PostAsync(
        "/v1/provider-configurations", $$"""{"name":"{{Guid.NewGuid()}}","providerId":"{{provider}}","config":{{config}}}""")).Json["id"]!;

    private Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    private Task<Answer> PostAsync(string path, string? body = null) => SendAsync(HttpMethod.Post, path, body);

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null)
    {
        var answer = await service.SendAsync(method, path, body);
        Assert.True((int)answer.Status is >= 200 and < 300, $"{method} {path}: {(int)answer.Status} {answer.Text}");
        return answer;
    }
}
