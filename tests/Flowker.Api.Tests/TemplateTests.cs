using System.Net;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>Templates of the catalog, and workflows made from them.</summary>
public abstract class TemplateTests(Service service)
{
    private const string Template = "tracer-midaz-validation";

    [Fact]
    public async Task The_catalog_shows_templates_with_the_configurations_to_choose_from()
    {
        var (tracer, midaz) = await ProvidersAsync();
        var listed = (await service.GetAsync("/v1/catalog/templates")).Json[0]!;
        Assert.Equal((Template, "Tracer Validation + Midaz Transaction", "v1", "Compliance"),
            ((string?)listed["id"], (string?)listed["name"], (string?)listed["version"], (string?)listed["category"]));
        Assert.Null(listed["paramSchema"]);
        var detail = await service.GetAsync($"/v1/catalog/templates/{Template}");
        var properties = JsonNode.Parse((string)detail.Json["paramSchema"]!)!["properties"]!;
        Assert.Contains(tracer, properties["tracerProviderConfigId"]!["oneOf"]!.AsArray().Select(c => (string?)c!["const"]));
        Assert.Equal(["const", "title"], properties["midazProviderConfigId"]!["oneOf"]![0]!.AsObject().Select(m => m.Key));
        Assert.DoesNotContain(tracer, properties["midazProviderConfigId"]!.ToJsonString(), StringComparison.Ordinal);
        await service.PostAsync($"/v1/provider-configurations/{midaz}/disable");
        Assert.DoesNotContain(midaz, (await service.GetAsync($"/v1/catalog/templates/{Template}")).Text, StringComparison.Ordinal);
        (await service.GetAsync("/v1/catalog/templates/x")).Is(404, "FLK-0240");
    }

    [Fact]
    public async Task Parameters_are_validated()
    {
        var path = $"/v1/catalog/templates/{Template}/validate";
        var (tracer, midaz) = await ProvidersAsync();
        Assert.Equal("""{"valid":true}""", (await service.SendAsync(HttpMethod.Post, path, $$"""{"params":{{Params(tracer, midaz)}}}""")).Text);
        (await service.SendAsync(HttpMethod.Post, path, "{}")).Is(400, "FLK-0242");
        (await service.SendAsync(HttpMethod.Post, path, """{"params":[]}""")).Is(400, "FLK-0001");
        (await service.SendAsync(HttpMethod.Post, path, "nonsense")).Is(400, "FLK-0001");
        (await service.SendAsync(HttpMethod.Post, "/v1/catalog/templates/x/validate", "{}")).Is(404, "FLK-0240");
    }

    [Fact]
    public async Task A_template_makes_a_workflow_that_activates()
    {
        var (tracer, midaz) = await ProvidersAsync();
        var created = await CreateAsync(Template, Params(tracer, midaz));
        Assert.Equal((HttpStatusCode.Created, "1.0.0", "draft"), (created.Status, (string?)created.Json["version"], (string?)created.Json["status"]));
        var path = $"/v1/workflows/{created.Json["workflowId"]}";
        var workflow = await service.GetAsync(path);
        Assert.Equal(
            ["webhook-trigger", "tracer-validate", "decision-check", "midaz-create-tx"], workflow.Json["nodes"]!.AsArray().Select(n => (string?)n!["id"]));
        Assert.Equal(
            ["webhook-to-tracer", "tracer-to-decision", "decision-to-midaz"], workflow.Json["edges"]!.AsArray().Select(n => (string?)n!["id"]));
        Assert.Equal($$"""{"templateId":"{{Template}}","templateVersion":"v1"}""", workflow.Json["metadata"]!.ToJsonString());
        var activated = await service.PostAsync($"{path}/activate");
        Assert.True(activated.Status is HttpStatusCode.OK, activated.Text);
        await service.PostAsync($"{path}/deactivate");
    }

    [Fact]
    public async Task What_does_not_fit_is_refused()
    {
        var (tracer, midaz) = await ProvidersAsync();
        (await CreateAsync("x", "{}")).Is(404, "FLK-0240");
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows/from-template", "{}")).Is(404, "FLK-0240");
        (await service.SendAsync(HttpMethod.Post, "/v1/workflows/from-template", "[]")).Is(400, "FLK-0001");
        (await CreateAsync(Template, "{}")).Is(400, "FLK-0242");
        (await CreateAsync(Template, Params("", midaz))).Is(400, "FLK-0242");
        (await CreateAsync(Template, Params(Guid.NewGuid().ToString(), midaz))).Is(400, "FLK-0150");
        (await CreateAsync(Template, Params(midaz, tracer))).Is(400, "FLK-0151");
        var named = Params(tracer, midaz);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(Template, named)).Status);
        (await CreateAsync(Template, named)).Is(409, "FLK-0101");
    }

    private Task<Answer> CreateAsync(string template, string parameters) =>
        service.SendAsync(HttpMethod.Post, "/v1/workflows/from-template", $$"""{"templateId":"{{template}}","params":{{parameters}}}""");

    private static string Params(string tracer, string midaz) =>
        $$"""{"workflowName":"{{Guid.NewGuid()}}","tracerProviderConfigId":"{{tracer}}","midazProviderConfigId":"{{midaz}}"}""";

    private async Task<(string Tracer, string Midaz)> ProvidersAsync() => (
        await ProviderAsync("tracer", """{"base_url":"https://tracer.example","api_key":"k"}"""),
        await ProviderAsync("midaz", $$"""{"onboarding_base_url":"https://m.example","transaction_base_url":"https://m.example","organization_id":"{{Guid.NewGuid()}}","ledger_id":"{{Guid.NewGuid()}}"}"""));

    private async Task<string> ProviderAsync(string provider, string config)
    {
        var created = await service.SendAsync(
            HttpMethod.Post, "/v1/provider-configurations", $$"""{"name":"{{Guid.NewGuid()}}","providerId":"{{provider}}","config":{{config}}}""");
        Assert.True(created.Status is HttpStatusCode.Created, created.Text);
        return (string)created.Json["id"]!;
    }
}

public sealed class TemplateTestsOnSqlite(Service service) : TemplateTests(service), IClassFixture<Service>;

public sealed class TemplateTestsOnPostgres(PostgresService service) : TemplateTests(service), IClassFixture<PostgresService>;
