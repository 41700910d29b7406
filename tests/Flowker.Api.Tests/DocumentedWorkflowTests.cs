using System.Net;
using System.Text.Json.Nodes;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;

namespace Flowker.Api.Tests;

/// <summary>The template's workflow and the worked example, from the start over REST to the providers' doors.</summary>
public abstract class DocumentedWorkflowTests(Service service)
{
    private const string Organization = "0190d9a2-0000-7000-8000-000000000001";
    private const string Ledger = "0190d9a2-0000-7000-8000-000000000002";

    [Theory]
    [InlineData("150.00", "ALLOW", true)]
    [InlineData("1500.00", "DENY", false)]
    public async Task The_template_asks_tracer_and_books_with_midaz_what_is_allowed(string amount, string decision, bool booked)
    {
        await using var banks = await Banks.StartAsync();
        var tracer = await ConfigureAsync("tracer", $$"""{"base_url":"{{banks.Url}}","api_key":"tr4cer"}""");
        var midaz = await ConfigureAsync("midaz", $$"""
            {"onboarding_base_url":"{{banks.Url}}","transaction_base_url":"{{banks.Url}}","organization_id":"{{Organization}}","ledger_id":"{{Ledger}}",
             "auth":{"issuer_url":"{{banks.Url}}","client_id":"flowker","client_secret":"s"} }
            """);
        var workflow = await CreateAsync(ProviderCatalog.BuiltIn.Template("tracer-midaz-validation")!.Build(JsonText.Parse($$"""
            {"workflowName":"{{Guid.NewGuid()}}","tracerProviderConfigId":"{{tracer}}","midazProviderConfigId":"{{midaz}}","webhookPath":"/{{Guid.NewGuid()}}"}
            """)).GetRawText());

        var results = await RunAsync(workflow, $$"""
            {"requestId":"0190d9a2-0000-7000-8000-000000000003","transactionType":"PIX","amount":"{{amount}}","currency":"BRL",
             "transactionTimestamp":"2026-01-01T00:00:00Z","account":{"accountId":"0190d9a2-0000-7000-8000-000000000004","type":"checking","status":"active"},
             "transaction":{"asset":"BRL","value":"{{amount}}"},"transactionDescription":"rent"}
            """);

        Assert.Equal("completed", (string?)results["status"]);
        Assert.Equal(decision, (string?)Step(results, "tracer-validate")!["output"]!["body"]!["decision"]);
        var posted = banks.Calls.Where(c => c.Path.EndsWith("/transactions/json", StringComparison.Ordinal)).ToArray();
        Assert.Equal(booked ? 1 : 0, posted.Length);
        if (booked)
        {
            Assert.Equal($"/v1/organizations/{Organization}/ledgers/{Ledger}/transactions/json", posted[0].Path);
            Assert.Equal($$"""{"send":{"asset":"BRL","value":"{{amount}}"},"description":"rent"}""", posted[0].Body!.ToJsonString());
            Assert.Equal(201, (int?)Step(results, "midaz-create-tx")!["output"]!["status"]);
        }
    }

    [Fact]
    public async Task The_worked_example_approves_a_low_risk()
    {
        await using var banks = await Banks.StartAsync();
        var workflow = await WorkedExampleAsync(banks);

        var results = await RunAsync(workflow, """{"customer":{"cpf":"123.456.789-00","name":"John Doe 25"},"transaction":{"amount":1500.5}}""");

        Assert.Equal("completed", (string?)results["status"]);
        Assert.Equal("""{"decision":"approved"}""", results["finalOutput"]!.ToJsonString());
        Assert.Equal(["kyc-executor", "risk-check", "aml-executor", "approve-action"], results["stepResults"]!.AsArray().Select(s => (string)s!["nodeId"]!));
        Assert.Equal("""{"document":"12345678900","fullName":"JOHN DOE 25"}""", Sent(banks, "/kyc"));
        Assert.Equal("""{"result":{"customerId":"CUST-001","riskScore":25}}""", Step(results, "kyc-executor")!["output"]!.ToJsonString());
        Assert.Equal("""{"customerId":"CUST-001","transactionAmount":1500.5}""", Sent(banks, "/aml"));
        var decided = Step(results, "risk-check")!["output"]!;
        Assert.Equal((true, "true"), ((bool)decided["result"]!, (string?)decided["branchTaken"]));
    }

    [Fact]
    public async Task The_worked_example_rejects_a_high_risk()
    {
        await using var banks = await Banks.StartAsync();
        var workflow = await WorkedExampleAsync(banks);

        var results = await RunAsync(workflow, """{"customer":{"cpf":"1","name":"John Doe 85"},"transaction":{"amount":1}}""");

        Assert.Equal("completed", (string?)results["status"]);
        Assert.Equal("""{"decision":"rejected","reason":"high risk score"}""", results["finalOutput"]!.ToJsonString());
        Assert.DoesNotContain(banks.Calls, c => c.Path == "/aml");
    }

    [Fact]
    public async Task The_worked_example_fails_when_a_service_stays_away()
    {
        await using var banks = await Banks.StartAsync();
        banks.AmlAway = true;
        var workflow = await WorkedExampleAsync(banks);

        var results = await RunAsync(workflow, """{"customer":{"cpf":"1","name":"John Doe 1"},"transaction":{"amount":1}}""");

        Assert.Equal("failed", (string?)results["status"]);
        Assert.Contains("executor call failed", (string?)results["errorMessage"], StringComparison.Ordinal);
        Assert.Equal(2, banks.Calls.Count(c => c.Path == "/aml"));
        Assert.Equal(("completed", "failed"), ((string?)Step(results, "kyc-executor")!["status"], (string?)Step(results, "aml-executor")!["status"]));
    }

    private async Task<string> WorkedExampleAsync(Banks banks)
    {
        var http = await ConfigureAsync("http", $$"""{"base_url":"{{banks.Url}}"}""");
        return await CreateAsync($$"""
            {"name":"{{Guid.NewGuid()}}","nodes":[
              {"id":"start","type":"trigger"},
              {"id":"kyc-executor","type":"executor","data":{"executorId":"http","providerConfigId":"{{http}}","path":"/kyc",
                "inputMapping":[
                  {"source":"workflow.customer.cpf","target":"document","transformation":{"type":"remove_characters","config":{"characters":".-"} } },
                  {"source":"workflow.customer.name","target":"fullName","transformation":{"type":"to_uppercase"} }],
                "outputMapping":[{"source":"body.customerId","target":"result.customerId"},{"source":"body.riskScore","target":"result.riskScore"}] } },
              {"id":"risk-check","type":"conditional","data":{"condition":"kyc-executor.result.riskScore < 50"} },
              {"id":"aml-executor","type":"executor","data":{"executorId":"http","providerConfigId":"{{http}}","path":"/aml",
                "retry":{"maxAttempts":2,"initialIntervalMs":1},
                "inputMapping":[{"source":"kyc-executor.result.customerId","target":"customerId"},{"source":"workflow.transaction.amount","target":"transactionAmount"}] } },
              {"id":"approve-action","type":"action","data":{"actionType":"set_output","output":{"decision":"approved"} } },
              {"id":"reject-action","type":"action","data":{"actionType":"set_output","output":{"decision":"rejected","reason":"high risk score"} } }],
             "edges":[
              {"id":"1","source":"start","target":"kyc-executor"},{"id":"2","source":"kyc-executor","target":"risk-check"},
              {"id":"3","source":"risk-check","target":"aml-executor","sourceHandle":"true"},
              {"id":"4","source":"risk-check","target":"reject-action","sourceHandle":"false"},
              {"id":"5","source":"aml-executor","target":"approve-action"}]}
            """);
    }

    private async Task<string> ConfigureAsync(string provider, string config)
    {
        var created = await service.SendAsync(
            HttpMethod.Post, "/v1/provider-configurations", $$"""{"name":"{{Guid.NewGuid()}}","providerId":"{{provider}}","config":{{config}} }""");
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        return (string)created.Json["id"]!;
    }

    private async Task<string> CreateAsync(string workflow)
    {
        var created = await service.SendAsync(HttpMethod.Post, "/v1/workflows", workflow);
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        var id = (string)created.Json["workflowId"]!;
        var activated = await service.PostAsync($"/v1/workflows/{id}/activate");
        Assert.True(activated.Status is HttpStatusCode.OK, activated.Text);
        return id;
    }

    private async Task<JsonNode> RunAsync(string workflow, string input)
    {
        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString(), input);
        Assert.True(started.Status is HttpStatusCode.Created, started.Text);
        return await service.ResultsAsync((string)started.Json["executionId"]!);
    }

    private static JsonNode? Step(JsonNode results, string node) =>
        results["stepResults"]!.AsArray().Single(s => (string?)s!["nodeId"] == node);

    private static string Sent(Banks banks, string path) => banks.Calls.Single(c => c.Path == path).Body!.ToJsonString();
}

public sealed class DocumentedWorkflowTestsOnSqlite(Service service) : DocumentedWorkflowTests(service), IClassFixture<Service>;

public sealed class DocumentedWorkflowTestsOnPostgres(PostgresService service) : DocumentedWorkflowTests(service), IClassFixture<PostgresService>;
