using System.Text;
using Flowker.Engine.Catalog;
using Flowker.Engine.Validation;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Validation;

/// <summary>What activation refuses and what it points out.</summary>
public sealed class ActivationRulesTests
{
    private static readonly Guid Provider = Guid.Parse("0190d9a2-0000-7000-8000-000000000001");

    [Theory]
    [InlineData("conditional", "yes", false)]
    [InlineData("conditional", "True", false)]
    [InlineData("conditional", "error", false)]
    [InlineData("conditional", "true", true)]
    [InlineData("executor", "Error", false)]
    [InlineData("executor", "failure", false)]
    [InlineData("executor", "true", false)]
    [InlineData("executor", "error", true)]
    [InlineData("executor", "", true)]
    [InlineData("action", "error", false)]
    [InlineData("action", "", true)]
    [InlineData("trigger", "error", false)]
    [InlineData("trigger", "", true)]
    public void An_edge_leaves_by_a_handle_that_its_source_has(string type, string handle, bool fits)
    {
        var source = type switch
        {
            "conditional" => """{"id":"s","type":"conditional","data":{"condition":"workflow.n > 1"}}""",
            "executor" => Call("s", "\"method\":\"GET\""),
            _ => $$"""{"id":"s","type":"{{type}}"}""",
        };

        var errors = Errors($$"""[{"id":"t","type":"trigger"},{{source}},{"id":"end","type":"action"}]""", Edges("t>s", $"s>end:{handle}"));

        Assert.Equal(fits ? [] : [("FLK-0166", "edges[1].sourceHandle")], errors.Select(e => (e.Code, e.Field!)));
        Assert.All(errors, e => Assert.Contains($"'{handle}'", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_handle_in_another_case_is_recognised() =>
        Assert.EndsWith("did you mean 'true'?", Assert.Single(Errors(
            """[{"id":"t","type":"trigger"},{"id":"c","type":"conditional","data":{"condition":"true"}},{"id":"a","type":"action"}]""",
            Edges("t>c", "c>a:True"))).Message, StringComparison.Ordinal);

    [Theory]
    // Conditions of nodes and of edges.
    [InlineData("""{"id":"x","type":"conditional","data":{"condition":"kyc.body.ok AND workflow.n > 1 AND exists(output.a)"}}""", null)]
    [InlineData("""{"id":"x","type":"conditional","data":{"condition":"kcy.body.ok"}}""", "nodes[4].data.condition")]
    [InlineData("""{"id":"x","type":"conditional","data":{"condition":"exists(later.body)"}}""", "nodes[4].data.condition")]
    [InlineData("""{"id":"x","type":"conditional","data":{"condition":"$.workflow.n > 1"}}""", "nodes[4].data.condition")]
    [InlineData("""{"id":"x","type":"conditional","data":{"condition":"workflow.list contains kyc.body and sum(workflows.n) > 1"}}""", "nodes[4].data.condition")]
    // Templates.
    [InlineData("""{"id":"x","type":"action","data":{"actionType":"set_output","output":{"a":[{"b":"sum: ${1 + kcy.body.n}"}]}}}""", "nodes[4].data.output.a[0].b")]
    [InlineData("""{"id":"x","type":"action","data":{"actionType":"log","message":"${workflow.n} ${kyc.status} $${kcy}"}}""", null)]
    [InlineData("""{"id":"x","type":"action","data":{"actionType":"fail","code":"X","message":"${beside.status}"}}""", "nodes[4].data.message")]
    [InlineData("""{"id":"x","type":"action","data":{"actionType":"transform","value":"${kcy}"}}""", "nodes[4].data.value")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"path":"/${kcy.id}","body":null}}""", "nodes[4].data.path")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"body":{"n":"${workflow.n}","k":["${coalesce(kcy.n, 1)}"]}}}""", "nodes[4].data.body.k[0]")]
    [InlineData("""{"id":"x","type":"executor","data":{"executorId":"midaz.get-account","providerConfigId":"{id}","accountId":"${kcy.id}"}}""", "nodes[4].data.accountId")]
    // Mappings; the answer's own are of the answer.
    [InlineData("""{"id":"x","type":"executor","data":{{http},"inputMapping":[{"source":"workflow.a","target":"a"},{"source":"kcy.b","target":"b"}]}}""", "nodes[4].data.inputMapping[1].source")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"inputMapping":[{"source":"$","target":"all"},{"source":"${kyc.n} ${kcy.n}","target":"b"}]}}""", "nodes[4].data.inputMapping[1].source")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"inputMapping":[{"source":"workflow.a","target":"a"}],"outputMapping":[{"source":"body.a","target":"a"}]}}""", null)]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"transforms":[{"operation":"default","spec":{"made.now":1}},{"operation":"shift","spec":{"a":"made.now","b":["kyc.x","kcy.y"]}},{"operation":"shift","spec":{"c":"a"}}]}}""", "nodes[4].data.transforms[1].spec.b[1]")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"transforms":[{"operation":"concat","spec":{"sources":[{"value":"a"},{"path":"kcy.y"}],"targetPath":"t"}},{"operation":"to_uppercase","spec":{"path":"t"}}]}}""", "nodes[4].data.transforms[0].spec.sources[1].path")]
    [InlineData("""{"id":"x","type":"action","data":{"actionType":"transform","transforms":[{"operation":"coalesce","spec":{"a":["kyc.x","workflow.y"]}},{"operation":"extract","spec":{"path":"b"}}]}}""", "nodes[4].data.transforms[1].spec.path")]
    public void The_first_name_of_an_expression_is_a_word_or_a_node_on_the_way(string node, string? field)
    {
        var nodes = $$"""[{"id":"t","type":"trigger"},{{Call("kyc", "\"method\":\"GET\"")}},{{Call("beside", "\"method\":\"GET\"")}},{{Call("later", "\"method\":\"GET\"")}},{{node.Replace("{http}", Http, StringComparison.Ordinal).Replace("{id}", Provider.ToString(), StringComparison.Ordinal)}}]""";

        var errors = Errors(nodes, Edges("t>kyc", "t>beside", "kyc>x", "x>later"), _ => new ProviderReference(node.Contains("midaz", StringComparison.Ordinal) ? "midaz" : "http", true))
            .Where(e => e.Code != "FLK-0151" && e.Code != "FLK-0166");

        Assert.Equal(field is null ? [] : [("FLK-0105", field)], errors.Select(e => (e.Code, e.Field!)));
    }

    [Fact]
    public void The_condition_of_an_edge_sees_what_its_source_made()
    {
        var nodes = $$"""[{"id":"t","type":"trigger"},{{Call("kyc", "\"method\":\"GET\"")}},{"id":"a","type":"action"},{"id":"b","type":"action"}]""";

        var errors = Errors(nodes, """[{"id":"1","source":"t","target":"kyc","condition":"kyc.status == 1"},{"id":"2","source":"kyc","target":"a","condition":"kyc.status == 1"},{"id":"3","source":"kyc","target":"b","condition":"kcy.status == 1"}]""");

        Assert.Equal([("FLK-0105", "edges[0].condition"), ("FLK-0105", "edges[2].condition")], errors.Select(e => (e.Code, e.Field!)));
        Assert.Contains("no way leads here", errors[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("did you mean 'kyc'?", errors[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"pth":"/a","method":"GET"}}""", "FLK-0180", "nodes[1].data.pth", "did you mean 'path'?")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"Body":{},"method":"GET"}}""", "FLK-0180", "nodes[1].data.Body", "did you mean 'body'?")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"method":"GET","retry":{"max_attempts":1}}}""", "FLK-0180", "nodes[1].data.retry.max_attempts", "did you mean 'maxAttempts'?")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"path":"/a"}}""", "FLK-0186", "nodes[1].data", "the whole input")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"path":"/a","inputMapping":[]}}""", "FLK-0186", "nodes[1].data", "the whole input")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"body":{"a":"{{workflow.a}}"}}}""", "FLK-0185", "nodes[1].data.body.a", "${…}")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"body":{"a":["$.workflow.a"]}}}""", "FLK-0185", "nodes[1].data.body.a[0]", "workflow.amount")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"inputMapping":[{"source":"$.workflow.a","target":"a"}]}}""", "FLK-0185", "nodes[1].data.inputMapping[0].source", "workflow.amount")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"body":{},"outputMapping":[{"source":"$.body.a","target":"a"}]}}""", "FLK-0185", "nodes[1].data.outputMapping[0].source", "workflow.amount")]
    [InlineData("""{"id":"x","type":"action","data":{"actionType":"setOutput","output":{}}}""", "FLK-0181", "nodes[1].data.actionType", "did you mean 'set_output'?")]
    [InlineData("""{"id":"x","type":"action","data":{"action":"set_output"}}""", "FLK-0180", "nodes[1].data.action", "did you mean 'actionType'?")]
    [InlineData("""{"id":"x","type":"action","data":{"actionType":"log","message":"m","levl":"info"}}""", "FLK-0180", "nodes[1].data.levl", "did you mean 'level'?")]
    public void What_is_legal_and_hardly_meant_is_pointed_out(string node, string code, string field, string hint)
    {
        var findings = Check($$"""[{"id":"t","type":"trigger"},{{node.Replace("{http}", Http, StringComparison.Ordinal)}}]""", Edges("t>x"));

        var warning = Assert.Single(findings);
        Assert.Equal((FindingSeverity.Warning, code, field, "x"), (warning.Severity, warning.Code, warning.Field, warning.NodeId));
        Assert.Contains(hint, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"method":"GET","path":"/a","label":"Ask","description":"{{people}} read this"}}""")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"body":null}}""")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"method":"delete"}}""")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"inputMapping":[{"source":"$","target":"all"}],"outputTransforms":[{"operation":"pass"}],"validateRequest":true,"whenHeld":"fail"}}""")]
    [InlineData("""{"id":"x","type":"executor","data":{{http},"body":"costs $.50, or { { not this } }"}}""")]
    [InlineData("""{"id":"x","type":"action","data":{"action":"log"}}""")]
    [InlineData("""{"id":"x","type":"action"}""")]
    public void What_is_meant_is_not_pointed_out(string node) =>
        Assert.Empty(Check($$"""[{"id":"t","type":"trigger"},{{node.Replace("{http}", Http, StringComparison.Ordinal)}}]""", Edges("t>x")));

    [Fact]
    public void A_drawing_with_loose_ends_is_pointed_out() =>
        Assert.Equal(
            [
                ("FLK-0183", "nodes[1]"), ("FLK-0184", "nodes[2]"), ("FLK-0182", "nodes[4]"), ("FLK-0184", "nodes[5]"), ("FLK-0184", "edges[3].sourceHandle"),
            ],
            Check(
                """
                [{"id":"t","type":"trigger"},{"id":"idle","type":"trigger"},{"id":"c","type":"conditional","data":{"condition":"true"}},
                 {"id":"a","type":"action"},{"id":"lost","type":"action"},{"id":"d","type":"conditional","data":{"condition":"true"}},{"id":"end","type":"action"}]
                """,
                Edges("t>c", "c>a:true", "a>d", "d>end")).Select(f => (f.Code, f.Field!)));

    [Fact]
    public void What_a_node_does_not_leave_to_read_is_pointed_out()
    {
        var findings = Check(
            """[{"id":"t","type":"trigger"},{"id":"c","type":"conditional","data":{"condition":"true"}},{"id":"o","type":"action","data":{"actionType":"set_output","output":{"a":"${t.n}","b":"${c.result}"}}}]""",
            Edges("t>c", "c>o:true", "c>o:false"));

        Assert.Equal([("FLK-0188", "nodes[2].data.output.a"), ("FLK-0188", "nodes[2].data.output.b")], findings.Select(f => (f.Code, f.Field!)));
        Assert.All(findings, f => Assert.Equal(FindingSeverity.Warning, f.Severity));
    }

    [Theory]
    [InlineData("""{"triggerId":"webhook"}""", null, null)]
    [InlineData("""{"triggerId":"anything"}""", null, null)]
    [InlineData("""{"triggerId":"webhook","label":"Start"}""", null, null)]
    [InlineData("""{"triggerType":null,"triggerId":"webhook"}""", null, null)]
    [InlineData("""{"triggerId":"webhook","path":"/x","method":"POST"}""", "FLK-0187", "triggerId")]
    [InlineData("""{"triggerId":"schedule","cron":"0 6 * * *"}""", "FLK-0187", "triggerId")]
    [InlineData("""{"triggerId":"pigeon","path":"/x"}""", "FLK-0211", "triggerId")]
    [InlineData("""{"triggerId":"webhook","path":"/x"}""", "FLK-0211", "")]
    [InlineData("""{"triggerId":"schedule","cron":"never"}""", "FLK-0211", "cron")]
    [InlineData("""{"triggerType":7}""", "FLK-0211", "triggerType")]
    [InlineData("""{"triggerType":"Webhook","path":"/x","method":"POST"}""", "FLK-0211", "triggerType")]
    [InlineData("""{"path":"/x"}""", "FLK-0187", "path")]
    [InlineData("""{"triggerType":"webhook","path":"/x","method":"POST","methd":"GET"}""", "FLK-0180", "methd")]
    public void The_type_of_a_trigger_is_where_it_belongs_or_is_taken_from_its_id(string data, string? code, string? member)
    {
        var findings = Check($$"""[{"id":"t","type":"trigger","data":{{data}}},{"id":"a","type":"action"}]""", Edges("t>a"));

        Assert.Equal(
            code is null ? [] : [(code, member!.Length > 0 ? $"nodes[0].data.{member}" : "nodes[0].data")],
            findings.Where(f => f.Code != "FLK-0187" || code != "FLK-0211").Select(f => (f.Code, f.Field!)));
        Assert.All(findings, f => Assert.Equal(f.Code == "FLK-0211" ? FindingSeverity.Error : FindingSeverity.Warning, f.Severity));
    }

    [Theory]
    [InlineData("2.7", true)]
    [InlineData("1.0000001", true)]
    [InlineData("2", false)]
    [InlineData("2.0", false)]
    public void Attempts_are_whole(string attempts, bool refused)
    {
        var definition = Read($$"""[{"id":"t","type":"trigger"},{{Call("x", $$"""
            "method":"GET","retry":{"maxAttempts":{{attempts}}}
            """)}}]""", Edges("t>x"));

        var expected = refused ? new[] { ("FLK-0302", "nodes[1].data.retry.maxAttempts") } : [];
        Assert.Equal(expected, EditRules.Check(definition, ProviderCatalog.BuiltIn, Http1).Select(f => (f.Code, f.Field!)));
        Assert.Equal(expected, ActivationRules.Check(definition, ProviderCatalog.BuiltIn, Http1).Select(f => (f.Code, f.Field!)));
        // What was pinned before goes on as it did.
        Assert.NotNull(PlanCompiler.Compile(definition).Plan);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\nb")]
    [InlineData("a\\u007fb")]
    [InlineData("a\\u2028b")]
    [InlineData("a\\u202eb")]
    public void Ids_can_be_shown_and_named_in_a_path(string id)
    {
        var node = Read($$"""[{"id":"{{id}}","type":"trigger"}]""", "[]");
        Assert.Equal([("FLK-0120", "nodes[0].id")], DraftRules.Check(node).Select(f => (f.Code, f.Field!)));
        Assert.DoesNotContain(DraftRules.Check(node)[0].Message, c => char.IsControl(c) || c is '\u2028' or '\u202e');
        if (id[0] != '.')
        {
            var edge = Read("""[{"id":"t","type":"trigger"}]""", $$"""[{"id":"{{id}}","source":"t","target":"t"}]""");
            Assert.Equal([("FLK-0130", "edges[0].id")], DraftRules.Check(edge).Select(f => (f.Code, f.Field!)));
        }
    }

    [Fact]
    public void Ids_may_hold_any_other_sign() =>
        Assert.Empty(DraftRules.Check(Read("""[{"id":"a/b c%2F…👩‍👩‍👧","type":"trigger"},{"id":"...","type":"trigger"}]""", "[]")));

    [Fact]
    public void Definitions_beyond_their_limits_cost_no_more_than_saying_so()
    {
        var nodes = $"[{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $$$"""{"id":"n{{{i}}}","type":"conditional","data":{"condition":"n{{{i + 1}}}.a"}}"""))}]";
        Assert.Equal(["FLK-0116", "FLK-0113"], Check(nodes, "[]").Select(f => f.Code).Distinct());
    }

    [Fact]
    public void What_is_amiss_everywhere_is_not_looked_at_everywhere()
    {
        var members = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"m{i}\":\"{{{{x}}}}\""));
        var texts = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"${{n{i}.a}}\""));
        var findings = Check(
            $$"""[{"id":"t","type":"trigger"},{"id":"a","type":"action","data":{"actionType":"set_output","output":{"l":[{{texts}}]},{{members}} } }]""", Edges("t>a"));
        Assert.Equal([("FLK-0105", 200), ("FLK-0180", 200), ("FLK-0185", 200)], findings.GroupBy(f => f.Code).Select(g => (g.Key, g.Count())).Order());
    }

    private static readonly string Http = $"\"executorId\":\"http\",\"providerConfigId\":\"{Provider}\"";

    private static ProviderReference Http1(Guid id) => new("http", Active: true);

    private static string Call(string id, string more) => $$$"""{"id":"{{{id}}}","type":"executor","data":{{{{Http}}},{{{more}}}}}""";

    // "a>b:true" is an edge from a to b by the handle true.
    private static string Edges(params string[] edges) => $"[{string.Join(',', edges.Select((e, i) =>
    {
        var (ends, handle) = e.Split(':') is [var both, var by] ? (both, $",\"sourceHandle\":\"{by}\"") : (e, "");
        return $$"""{"id":"{{i}}","source":"{{ends.Split('>')[0]}}","target":"{{ends.Split('>')[1]}}"{{handle}}}""";
    }))}]";

    private static WorkflowDefinition Read(string nodes, string edges)
    {
        var (definition, findings) = WorkflowReader.Read(Encoding.UTF8.GetBytes($$"""{"name":"w","nodes":{{nodes}},"edges":{{edges}}}"""));
        Assert.Empty(findings);
        return definition!;
    }

    private static IReadOnlyList<Finding> Check(string nodes, string edges, Func<Guid, ProviderReference?>? providers = null) =>
        ActivationRules.Check(Read(nodes, edges), ProviderCatalog.BuiltIn, providers ?? Http1);

    private static IReadOnlyList<Finding> Errors(string nodes, string edges, Func<Guid, ProviderReference?>? providers = null) =>
        [.. Check(nodes, edges, providers).Where(f => f.Severity is FindingSeverity.Error)];
}
