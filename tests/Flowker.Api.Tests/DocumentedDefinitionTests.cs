using System.Text.RegularExpressions;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;

namespace Flowker.Api.Tests;

/// <summary>What the documents, the samples and the catalog show is found to be right, with no doubt but those that it means.</summary>
public sealed partial class DocumentedDefinitionTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task The_first_workflow_of_the_readme_is_right()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var body = FirstWorkflow().Match(readme).Groups[1].Value.Replace("'$BANK'", service.ProviderConfigId, StringComparison.Ordinal);
        Assert.Empty(await FindingsAsync(body));
    }

    [Fact]
    public async Task The_workflow_of_the_lab_is_right()
    {
        var lab = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "Flowker.Lab", "payment.workflow.json"));
        Assert.Empty(await FindingsAsync(lab.Replace("{bank}", service.ProviderConfigId, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_example_of_the_description_is_right_and_means_to_have_one_branch()
    {
        var example = (await service.GetAsync("/openapi/v1.json")).Json["components"]!["schemas"]!["WorkflowInput"]!["example"]!;
        Assert.Equal([("FLK-0184", "big")], await FindingsAsync(example.ToJsonString()));
    }

    [Fact]
    public async Task The_template_is_right_and_means_to_have_one_branch()
    {
        var tracer = await ConfigureAsync("tracer", """{"base_url":"https://tracer.example","api_key":"tr4cer-tr4cer-tr4cer"}""");
        var midaz = await ConfigureAsync("midaz", """
            {"onboarding_base_url":"https://m.example","transaction_base_url":"https://m.example",
             "organization_id":"0190d9a2-0000-7000-8000-000000000001","ledger_id":"0190d9a2-0000-7000-8000-000000000002"}
            """);
        var workflow = ProviderCatalog.BuiltIn.Template("tracer-midaz-validation")!.Build(JsonText.Parse(
            $$"""{"workflowName":"t","tracerProviderConfigId":"{{tracer}}","midazProviderConfigId":"{{midaz}}"}"""));
        Assert.Equal([("FLK-0184", "decision-check")], await FindingsAsync(workflow.GetRawText()));
    }

    [Fact]
    public async Task The_trigger_of_the_page_about_schedules_is_right()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "schedules.md"));
        var trigger = page.Split("```json")[1].Split("```")[0];
        Assert.Empty(await FindingsAsync($$"""
            {"name":"s","nodes":[{{trigger}},{"id":"a","type":"action"}],"edges":[{"id":"1","source":"every-morning","target":"a"}]}
            """));
    }

    private async Task<IEnumerable<(string, string)>> FindingsAsync(string body)
    {
        var report = await service.SendAsync(HttpMethod.Post, "/v1/workflows/validate", body);
        Assert.True((bool?)report.Json["valid"] is true, report.Text);
        return report.Json["findings"]!.AsArray().Select(f => ((string)f!["code"]!, (string)f["nodeId"]!));
    }

    private async Task<string> ConfigureAsync(string provider, string config) => (string)(await service.SendAsync(
        HttpMethod.Post, "/v1/provider-configurations", $$"""{"name":"{{Guid.NewGuid()}}","providerId":"{{provider}}","config":{{config}} }""")).Json["id"]!;

    [GeneratedRegex("""/v1/workflows -H 'Content-Type: application/json' -d '(\{.*?\]\})'""", RegexOptions.Singleline)]
    private static partial Regex FirstWorkflow();
}
