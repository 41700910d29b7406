using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Validation;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Mapping;

/// <summary>A mapping of the wrong form is refused before a workflow is stored or activated; what is pinned keeps its reading.</summary>
public sealed class MappingFormTests
{
    private const string Good = """{"source":"workflow.a","target":"a"}""";

    [Theory]
    [InlineData("""{"amount":"workflow.amount"}""", "")]
    [InlineData("\"workflow.amount\"", "")]
    [InlineData("7", "")]
    [InlineData("true", "")]
    [InlineData("[7]", "[0]")]
    [InlineData($"[{Good},null]", "[1]")]
    [InlineData($"[{Good},[]]", "[1]")]
    [InlineData("""[{"source":"workflow.a"}]""", "[0].target")]
    [InlineData("""[{"target":"a"}]""", "[0].source")]
    [InlineData($$"""[{{Good}},{"source":"","target":"a"}]""", "[1].source")]
    [InlineData("""[{"source":"workflow.a","target":""}]""", "[0].target")]
    [InlineData("""[{"source":7,"target":"a"}]""", "[0].source")]
    [InlineData("""[{"source":"workflow.a","target":"a","required":"true"}]""", "[0].required")]
    [InlineData("""[{"source":"workflow.a","target":"a","required":1}]""", "[0].required")]
    [InlineData("""[{"source":"workflow.a","target":"a","requierd":true}]""", "[0].requierd")]
    [InlineData("""[{"Source":"workflow.a","source":"workflow.a","target":"a"}]""", "[0].Source")]
    [InlineData("""[{"source":"workflow.a","target":"a","transformation":"to_uppercase"}]""", "[0].transformation")]
    [InlineData("""[{"source":"workflow.a","target":"a","transformation":{}}]""", "[0].transformation.type")]
    [InlineData("""[{"source":"workflow.a","target":"a","transformation":{"type":"add_prefix","prefix":"x","config":{"prefix":"x"}}}]""", "[0].transformation.prefix")]
    [InlineData("""[{"source":"workflow.a","target":"a","transformation":{"type":"to_uppercase","config":[]}}]""", "[0].transformation.config")]
    [InlineData("""[{"source":"workflow.a","target":"a","transformation":{"type":"add_prefix","config":{"prefix":"x","sufix":"y"}}}]""", "[0].transformation.config.sufix")]
    public void A_field_mapping_of_another_form_is_refused(string mapping, string at)
    {
        Refused("executor", "inputMapping", mapping, "FLK-0140", at);
        Refused("executor", "outputMapping", mapping, "FLK-0141", at);
        Refused("transform", "inputMapping", mapping, "FLK-0140", at);
    }

    [Theory]
    [InlineData("""{"operation":"pass"}""", "")]
    [InlineData("""["pass"]""", "[0]")]
    [InlineData("""[{"operation":"pass"},{"spec":{"a":"b"}}]""", "[1].operation")]
    [InlineData("""[{"operation":"shift","spec":{"a":"b"},"require":"true"}]""", "[0].require")]
    [InlineData("""[{"operation":"shift","spec":{"a":"b"},"over":"c"}]""", "[0].over")]
    [InlineData("""[{"operation":"concat","spec":{"sources":[{"path":"a"}],"targetPath":"b","delimiter":"-"}}]""", "[0].spec.delimiter")]
    [InlineData("""[{"operation":"concat","spec":{"sources":[{"path":"a","value":"b"}],"targetPath":"b"}}]""", "[0].spec.sources[0]")]
    [InlineData("""[{"operation":"uuid","spec":{"a":{"version":5,"namespace":"DNS","names":[{"path":"b","default":7}]}}}]""", "[0].spec.a.names[0].default")]
    [InlineData("""[{"operation":"timestamp","spec":{"a":{"inputFormat":"$unix","outputFormat":"2006","zone":"UTC"}}}]""", "[0].spec.a.zone")]
    public void An_operation_of_another_form_is_refused(string operations, string at)
    {
        Refused("executor", "transforms", operations, "FLK-0142", at);
        Refused("executor", "outputTransforms", operations, "FLK-0142", at);
        Refused("transform", "transforms", operations, "FLK-0142", at);
    }

    [Theory]
    [InlineData("inputMapping", "[]")]
    [InlineData("inputMapping", "null")]
    [InlineData("transforms", "[]")]
    [InlineData("transforms", "null")]
    [InlineData("inputMapping", """[{"source":"$","target":"all"}]""")]
    [InlineData("outputMapping", """[{"source":"body.a","target":"a","required":null,"transformation":null}]""")]
    [InlineData("inputMapping", """[{"source":"workflow.a","target":"a","transformation":{"type":"timestamp","config":{"inputFormat":"$unix","outputFormat":"2006-01-02"}}}]""")]
    [InlineData("inputMapping", """[{"source":"workflow.a","target":"a","transformation":{"type":"uuid","config":{"version":4}}}]""")]
    [InlineData("transforms", """[{"operation":"pass","spec":{"whatever":1}},{"operation":"default","spec":{"any":1}},{"operation":"coalesce","spec":{"x":["a"],"ignore":[""]}}]""")]
    public void What_the_documents_allow_is_taken(string member, string value)
    {
        Assert.DoesNotContain(Found(Definition("executor", member, value)), f => f.Code is "FLK-0140" or "FLK-0141" or "FLK-0142");
    }

    [Fact]
    public void One_mistake_in_each_of_very_many_entries_is_told_a_few_times()
    {
        var many = $"[{string.Join(',', Enumerable.Repeat("7", 100_000))}]";
        Assert.InRange(Found(Definition("executor", "inputMapping", many)).Count(f => f.Code == "FLK-0140"), 1, 50);
    }

    [Fact]
    public void Of_a_workflow_with_too_many_nodes_nothing_else_is_asked()
    {
        var definition = new WorkflowDefinition
        {
            Name = "w",
            Nodes = [.. Enumerable.Range(0, 30_000).Select(i => new NodeDefinition
            {
                Id = $"n{i}",
                Type = "executor",
                Data = JsonText.Parse($$"""{"executorId":"http","providerConfigId":"{{Guid.NewGuid()}}"}"""),
            })],
            Edges = [.. Enumerable.Range(1, 29_999).Select(i => new EdgeDefinition { Id = $"e{i}", Source = $"n{i - 1}", Target = $"n{i}" })],
        };
        var asked = 0;
        var findings = EditRules.Check(definition, ProviderCatalog.BuiltIn, _ =>
        {
            asked++;
            return null;
        });
        Assert.Equal(("FLK-0113", 0), (findings[0].Code, asked));
    }

    [Fact]
    public void A_pinned_definition_with_such_a_mapping_runs_as_it_did()
    {
        var pinned = StoredDefinition.ReadPinned(WorkflowWriter.Pin(Definition("executor", "inputMapping", """{"amount":"workflow.amount"}""")).Body)!;
        var (plan, findings) = PlanCompiler.Compile(pinned);
        Assert.Empty(findings);
        Assert.Null(plan!.ById["n"].Executor!.Input);
    }

    private static void Refused(string kind, string member, string value, string code, string at)
    {
        var definition = Definition(kind, member, value);
        foreach (var findings in new[] { Found(definition), ActivationRules.Check(definition, ProviderCatalog.BuiltIn, _ => null) })
        {
            var finding = findings.First(f => f.Code == code);
            Assert.Equal($"nodes[1].data.{member}{at}", finding.Field);
            Assert.Equal("n", finding.NodeId);
            Assert.Equal(FindingSeverity.Error, finding.Severity);
        }
    }

    private static IReadOnlyList<Finding> Found(WorkflowDefinition definition) => EditRules.Check(definition, ProviderCatalog.BuiltIn, _ => null);

    private static WorkflowDefinition Definition(string kind, string member, string value) => new()
    {
        Name = "w",
        Nodes =
        [
            new NodeDefinition { Id = "t", Type = "trigger" },
            new NodeDefinition
            {
                Id = "n",
                Type = kind == "transform" ? "action" : kind,
                Data = JsonText.Parse(kind == "transform" ? $$"""{"actionType":"transform","{{member}}":{{value}}}""" : $$"""{"executorId":"http","{{member}}":{{value}}}"""),
            },
        ],
        Edges = [new EdgeDefinition { Id = "e", Source = "t", Target = "n" }],
    };
}
