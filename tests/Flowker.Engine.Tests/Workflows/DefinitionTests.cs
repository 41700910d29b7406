using CsCheck;
using Flowker.Engine.Catalog;
using Flowker.Engine.Tests.Mapping;
using Flowker.Engine.Validation;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Workflows;

/// <summary>Reading, writing and pinning definitions.</summary>
public sealed class DefinitionTests
{
    private const string Whole =
        """
        {"name":"w","description":"d","nodes":[{"id":"t","type":"trigger","name":"T","position":{"x":1.25,"y":-2},"data":{"n":12345678901234567890.10}}],
         "edges":[{"id":"e","source":"t","target":"t","sourceHandle":"true","condition":"a > 1","label":"l"}],"metadata":{"k":1},"settings":{"executionTimeoutSeconds":9}}
        """;

    [Fact]
    public void What_is_written_is_read_back_without_loss()
    {
        var definition = Read(Whole);
        var stored = WorkflowWriter.Write(definition);
        Assert.Equal(stored, WorkflowWriter.Write(StoredDefinition.Read(stored)!));
        Assert.Contains("12345678901234567890.10", System.Text.Encoding.UTF8.GetString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_knows_what_matters_to_an_execution_and_nothing_else()
    {
        var pinned = WorkflowWriter.Pin(Read(Whole)).Hash;
        Assert.Equal(pinned, WorkflowWriter.Pin(Read(Whole) with { Name = "other", Description = null, Metadata = null }).Hash);
        foreach (var (from, to) in new[] { ("12345678901234567890.10", "12345678901234567890.1"), ("a > 1", "a > 2"), ("\"id\":\"e\"", "\"id\":\"f\""), (":9}", ":8}") })
        {
            Assert.NotEqual(pinned, WorkflowWriter.Pin(Read(Whole.Replace(from, to, StringComparison.Ordinal))).Hash);
        }
    }

    [Fact]
    public void Members_match_in_any_case_and_the_exact_one_is_preferred()
    {
        Assert.Equal("exact", Read("""{"NAME":"similar","name":"exact","Name":"other","NODES":[]}""").Name);
        Assert.Equal("last", Read("""{"name":"first","name":"last"}""").Name);
        Assert.Equal("", Read("null").Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"nodes":{}}""")]
    [InlineData("""{"nodes":[7]}""")]
    [InlineData("""{"nodes":[{"id":7}]}""")]
    [InlineData("""{"nodes":[{"position":{"x":"1"}}]}""")]
    [InlineData("""{"nodes":[{"data":[]}]}""")]
    [InlineData("""{"edges":[{"condition":true}]}""")]
    [InlineData("""{"metadata":"m"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    public void A_wrong_kind_is_unreadable(string body)
    {
        var (definition, findings) = WorkflowReader.Read(System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Null(definition);
        Assert.All(findings, f => Assert.Equal("FLK-0001", f.Code));
        Assert.NotEmpty(findings);
    }

    [Fact]
    public void Limits_count_characters_as_people_do()
    {
        var hundred = string.Concat(Enumerable.Repeat("👩‍👩‍👧", 100));
        Assert.Empty(DraftRules.Check(new WorkflowDefinition { Name = hundred }));
        Assert.Equal("FLK-0111", Assert.Single(DraftRules.Check(new WorkflowDefinition { Name = hundred + "x" })).Code);
    }

    [Theory]
    [InlineData("workflow", "executor", true)]
    [InlineData("output", "executor", true)]
    [InlineData("output", "action", false)]
    public void A_node_does_not_hide_what_conditions_read(string id, string type, bool refused)
    {
        var findings = DraftRules.Check(new WorkflowDefinition { Name = "w", Nodes = [new NodeDefinition { Id = id, Type = type }] });
        Assert.Equal(refused ? ["FLK-0120"] : [], findings.Select(f => f.Code));
    }

    [Fact]
    public void All_faults_of_a_definition_are_found_at_once_and_where_they_are()
    {
        var definition = Read(
            """
            {"name":"","nodes":[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"x","retry":{"maxAttempts":0},"onUnknownOutcome":"panic","method":"STEAL"}},
             {"id":"a","type":"conditional","data":{"condition":""}}],"edges":[{"id":"e","source":"a","target":"zz","condition":"("}]}
            """);
        var findings = ActivationRules.Check(definition, ProviderCatalog.BuiltIn, _ => null).Where(f => f.Severity is FindingSeverity.Error);
        Assert.Equal(
            [
                ("FLK-0116", "nodes"), ("FLK-0110", "name"), ("FLK-0120", "nodes[1].id"), ("FLK-0115", "edges[0].target"),
                ("WORKFLOW_INVALID_EXECUTOR_CONFIG", "nodes[0].data.method"), ("FLK-0150", "nodes[0].data.providerConfigId"),
                ("FLK-0302", "nodes[0].data.retry.maxAttempts"), ("FLK-0302", "nodes[0].data.onUnknownOutcome"),
                ("FLK-0105", "nodes[1].data.condition"), ("FLK-0105", "edges[0].condition"),
            ],
            findings.Select(f => (f.Code, f.Field)));
    }

    [Fact]
    public void A_provider_configuration_must_exist_be_active_and_fit()
    {
        var id = Guid.NewGuid();
        var definition = Read($$$"""{"name":"w","nodes":[{"id":"a","type":"executor","data":{"executorId":"http","providerConfigId":"{{{id}}}","label":"a stray key harms nobody"}}]}""");
        Assert.Equal(["FLK-0150"], Codes(null));
        Assert.Equal(["FLK-0150"], Codes(new ProviderReference("http", Active: false)));
        Assert.Equal(["FLK-0151"], Codes(new ProviderReference("midaz", Active: true)));
        Assert.Empty(Codes(new ProviderReference("http", Active: true)));

        IEnumerable<string> Codes(ProviderReference? reference) =>
            EditRules.Check(definition, ProviderCatalog.BuiltIn, asked => asked == id ? reference : null).Select(f => f.Code);
    }

    [Fact]
    public void No_body_makes_reading_and_checking_throw() =>
        Gen.Select(HostileJson.Value, HostileJson.Value, HostileJson.Mappings, HostileJson.Object).Sample((name, data, mappings, metadata) =>
        {
            foreach (var body in new[]
                {
                    name,
                    $$$"""{"name":"w","metadata":{{{metadata}}},"nodes":[{"id":"t","type":"trigger","data":{{{data}}}},{"id":"a","type":"action","data":{"actionType":"set_output","output":{{{data}}}}}]}""",
                    $$$"""{"name":"w","nodes":[{"id":"x","type":"executor","data":{"executorId":"http","inputMapping":{{{mappings}}},"retry":{{{data}}},"headers":{{{name}}},"query":{{{metadata}}}}}]}""",
                })
            {
                if (WorkflowReader.Read(System.Text.Encoding.UTF8.GetBytes(body)).Definition is { } definition)
                {
                    ActivationRules.Check(definition, ProviderCatalog.BuiltIn, _ => null);
                    Assert.NotNull(StoredDefinition.Read(WorkflowWriter.Write(definition)));
                }
            }
        }, iter: 3_000);

    private static WorkflowDefinition Read(string body)
    {
        var (definition, findings) = WorkflowReader.Read(System.Text.Encoding.UTF8.GetBytes(body));
        Assert.Empty(findings);
        return definition!;
    }
}
