using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Tests.Mapping;

/// <summary>The operations of <c>transforms</c>: <c>spec/reference-engine.md</c>, 3.6, and the rest of the examples of 3.7.</summary>
public sealed class OperationTests
{
    private static readonly NodeMoment Moment = new(
        new Guid("018f0000-0000-7000-8000-000000000001"), "node", new DateTimeOffset(2026, 5, 1, 7, 0, 0, 123, TimeSpan.FromHours(-3)), "input");

    [Theory]
    // 7
    [InlineData(
        """{"first":"João","last":"Silva"}""",
        """[{"operation":"concat","spec":{"sources":[{"path":"first"},{"value":" "},{"path":"last"}],"targetPath":"fullName"}}]""",
        """{"first":"João","last":"Silva","fullName":"João Silva"}""")]
    // 8
    [InlineData(
        """{"customer":{"cpf":"123.456.789-00","name":"joão silva","email":"JOAO@EXAMPLE.COM"},"amount":15050}""",
        """
        [{"operation":"shift","spec":{"provider.document":"customer.cpf","provider.fullName":"customer.name","provider.email":"customer.email","provider.valor":"amount"}},
         {"operation":"remove_characters","spec":{"path":"provider.document","characters":".-"}},
         {"operation":"to_uppercase","spec":{"path":"provider.fullName"}},
         {"operation":"to_lowercase","spec":{"path":"provider.email"}}]
        """,
        """{"provider":{"document":"12345678900","fullName":"JOÃO SILVA","email":"joao@example.com","valor":15050}}""")]
    // 20
    [InlineData("""{"a":null,"b":"","c":"v"}""", """[{"operation":"coalesce","spec":{"r":["z","a","b","c"]}}]""", """{"a":null,"b":"","c":"v","r":""}""")]
    [InlineData("""{"a":null,"b":"","c":"v"}""", """[{"operation":"coalesce","spec":{"r":["z","a","b","c"],"ignore":[""]}}]""", """{"a":null,"b":"","c":"v","r":"v"}""")]
    [InlineData("""{"a":null}""", """[{"operation":"coalesce","spec":{"r":["z","a"]}}]""", """{"a":null}""")]
    // 22
    [InlineData(
        """{"t":"2026-03-18T12:00:00Z"}""",
        """[{"operation":"timestamp","spec":{"t":{"inputFormat":"2006-01-02T15:04:05Z07:00","outputFormat":"2006-01-02"}}}]""",
        """{"t":"2026-03-18"}""")]
    [InlineData(
        """{"t":"2026-03-18T12:00:00Z"}""",
        """[{"operation":"timestamp","spec":{"t":{"inputFormat":"2006-01-02T15:04:05Z07:00","outputFormat":"$unix"}}}]""",
        """{"t":"1773835200"}""")]
    // 23
    [InlineData(
        """{"d":{"n":"jason"}}""",
        """[{"operation":"uuid","spec":{"id":{"version":5,"namespace":"DNS","names":[{"path":"d.n"}]}}}]""",
        """{"d":{"n":"jason"},"id":"35281a54-8c18-57cc-aef9-c28109dbc9a5"}""")]
    // 25
    [InlineData("""{"workflow":{"amount":15050}}""", """[{"operation":"extract","spec":{"path":"workflow.amount"}}]""", "15050")]
    public void The_examples_of_the_reference(string document, string operations, string result) =>
        Assert.Equal(result, Run(document, operations).Value.GetRawText());

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """[{"operation":"shift","spec":{"x":["a"]}}]""", """{"x":[1]}""")]
    [InlineData("""{"a":1,"b":2}""", """[{"operation":"shift","spec":{"x":["b","z","a"]}}]""", """{"x":[2,null,1]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"operation":"shift","spec":{"x":"a","x.y":"a.b"}}]""", """{"x":{"b":1,"y":1}}""")]
    [InlineData("""{"a":1}""", """[{"operation":"shift","spec":{"x":"a"}},{"operation":"shift","spec":{"y.z":"x"}},{"operation":"shift","spec":{"w":"y"}}]""", """{"w":{"z":1}}""")]
    // A later change to one of two copies leaves the other alone.
    [InlineData("""{"a":{"b":1}}""", """[{"operation":"default","spec":{"a.c":2}},{"operation":"shift","spec":{"x":"a","y":"a"}},{"operation":"default","spec":{"x.b":9}}]""", """{"x":{"b":9,"c":2},"y":{"b":1,"c":2}}""")]
    [InlineData("""{"a":[1,null,"x"],"o":{"q":"\""},"n":1.50,"z":null}""", """[{"operation":"concat","spec":{"sources":[{"path":"a"},{"path":"o"},{"path":"n"},{"path":"z"},{"path":"gone"},{"value":"\""}],"targetPath":"t","delim":"-"}},{"operation":"extract","spec":{"path":"t"}}]""", """
        "1x-{\"q\":\"\\\"\"}-1.50-\""
        """)]
    [InlineData("""{"a":{"b":[{"c":1}]}}""", """[{"operation":"delete","spec":{"paths":["a.b[0].c","a.b[7]","a.x.y"]}}]""", """{"a":{"b":[{}]}}""")]
    [InlineData("""{"a":"1"}""", """[{"operation":"extract","spec":{"path":"gone"}}]""", "null")]
    [InlineData("""{"a":"x"}""", """[{"operation":"extract","spec":{"path":"a"}},{"operation":"to_uppercase","spec":{"path":"a"}},{"operation":"pass"}]""", "\"x\"")]
    [InlineData("""{"a":{"b":1}}""", """[{"operation":"extract","spec":{"path":"a"}},{"operation":"default","spec":{"c":2}}]""", """{"b":1,"c":2}""")]
    [InlineData("""{"l":["a",7,{"n":"b"}]}""", """[{"operation":"to_uppercase","spec":{"path":"l[*]"}},{"operation":"add_prefix","spec":{"path":"l[2].n","prefix":"x"}}]""", """{"l":["A",7,{"n":"xb"}]}""")]
    [InlineData("""{"a":"😀x😁"}""", """[{"operation":"remove_characters","spec":{"path":"a","characters":"😀"}}]""", """{"a":"x\uD83D\uDE01"}""")]
    [InlineData("""{"a":1}""", """[{"operation":"timestamp","spec":{"t":{"inputFormat":"$now","outputFormat":"2006-01-02T15:04:05.000Z07:00"}}}]""", """{"a":1,"t":"2026-05-01T10:00:00.123Z"}""")]
    [InlineData("""{"l":["1",null,2],"n":null}""", """[{"operation":"timestamp","spec":{"l":{"inputFormat":"$unix","outputFormat":"15:04:05"},"n":{"inputFormat":"$unix","outputFormat":"15"},"gone":{"inputFormat":"$unix","outputFormat":"15"}}}]""", """{"l":["00:00:01",null,"00:00:02"],"n":null}""")]
    [InlineData("""{"l":[{"t":"2026-03-18"},{}]}""", """[{"operation":"timestamp","spec":{"l[*].t":{"inputFormat":"2006-01-02","outputFormat":"02/01/2006"}}}]""", """{"l":[{"t":"18/03/2026"},{}]}""")]
    [InlineData("{}", """[{"operation":"uuid","spec":{"id":{"version":3,"namespace":"6ba7b810-9dad-11d1-80b4-00c04fd430c8","names":[{"path":"gone","default":"www.example.com"}]}}}]""", """{"id":"5df41881-3aed-3515-88a7-2f4a814cf09e"}""")]
    public void What_the_operations_make(string document, string operations, string result) =>
        Assert.Equal(result.Trim(), Run(document, operations).Value.GetRawText());

    [Theory]
    [InlineData("""{"a":1}""", """[{"operation":"shift","require":true,"spec":{"x":"a","y":"b"}}]""", "'b' is required")]
    [InlineData("{}", """[{"operation":"concat","require":true,"spec":{"sources":[{"path":"b"}],"targetPath":"x"}}]""", "'b' is required")]
    [InlineData("{}", """[{"operation":"delete","require":true,"spec":{"paths":["b"]}}]""", "'b' is required")]
    [InlineData("{}", """[{"operation":"extract","require":true,"spec":{"path":"b[*]"}}]""", "'b[*]' is required")]
    [InlineData("""{"a":7}""", """[{"operation":"shift","spec":{"x":"a[*]"}}]""", "'a' is no list")]
    [InlineData("""{"a":7}""", """[{"operation":"default","spec":{"a[*]":1}}]""", "no list at 'a'")]
    [InlineData("""{"a":7}""", """[{"operation":"extract","spec":{"path":"a"}},{"operation":"default","spec":{"b":1}}]""", "no object")]
    [InlineData("""{"t":"18/03/2026"}""", """[{"operation":"timestamp","spec":{"t":{"inputFormat":"2006-01-02","outputFormat":"$unix"}}}]""", "not in the layout '2006-01-02'")]
    [InlineData("""{"t":"9223372036854775807"}""", """[{"operation":"timestamp","spec":{"t":{"inputFormat":"$unix","outputFormat":"2006"}}}]""", "no whole number of seconds")]
    [InlineData("""{"t":{}}""", """[{"operation":"timestamp","spec":{"t":{"inputFormat":"$unix","outputFormat":"2006"}}}]""", "a time must be a text")]
    [InlineData("{}", """[{"operation":"uuid","spec":{"id":{"version":5,"namespace":"DNS","names":[{"path":"gone"}]}}}]""", "'gone' does not exist")]
    public void What_cannot_be_done_is_told(string document, string operations, string part) =>
        Assert.Contains(part, Run(document, operations).Error, StringComparison.Ordinal);

    [Fact]
    public void A_random_uuid_is_the_same_for_the_same_node_and_another_for_any_other_place()
    {
        const string operations = """[{"operation":"uuid","spec":{"a":{"version":4},"b":{"version":4}}},{"operation":"uuid","spec":{"c":{"version":4}}}]""";
        string[] Made(NodeMoment moment) =>
            [.. Run("{}", operations, moment).Value.EnumerateObject().Select(m => m.Value.GetString()!)];

        var first = Made(Moment);
        Assert.Equal(first, Made(Moment));
        var others = Made(Moment with { NodeId = "other" })
            .Concat(Made(Moment with { Part = "output" }))
            .Concat(Made(Moment with { ExecutionId = new Guid("018f0000-0000-7000-8000-000000000002") }));
        Assert.Equal(12, first.Concat(others).Distinct().Count());
        Assert.All(first, uuid => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", uuid));
    }

    [Theory]
    [InlineData("""{"source":"t","target":"at","transformation":{"type":"timestamp","config":{"inputFormat":"2006-01-02","outputFormat":"2006"}}}""", """{"at":"2026"}""")]
    [InlineData("""{"source":"${t} ${upper(n.x)}","target":"a[+].b"}""", """{"a":[{"b":"2026-03-18 Y"}]}""")]
    [InlineData("""{"source":"${'BRL'}","target":"currency"}""", """{"currency":"BRL"}""")]
    [InlineData("""{"source":"${n}","target":"n","required":true}""", """{"n":{"x":"y"}}""")]
    [InlineData("""{"source":"${gone}","target":"n"}""", "{}")]
    [InlineData("""{"source":"t","target":"x","transformation":{"type":"extract","config":{"path":"x"}}}""", "\"2026-03-18\"")]
    [InlineData("""{"source":"t","target":"x","transformation":{"type":"shift"}}""", """{"path":"2026-03-18"}""")]
    public void A_mapping_may_have_any_operation_and_any_template(string mapping, string result)
    {
        var transformation = Transformation.FromMappings(JsonText.Parse($"[{mapping}]"), out var error);
        Assert.Null(error);
        var made = transformation!.Apply(JsonScope.FromObject(JsonText.Parse("""{"t":"2026-03-18","n":{"x":"y"}}""")), Moment);
        Assert.Null(made.Error);
        Assert.Equal(result, made.Value.GetRawText());
    }

    [Theory]
    [InlineData("""{"source":"${gone}","target":"n","required":true}""", "'${gone}' is required")]
    [InlineData("""{"source":"${gone + 1}","target":"n"}""", "gone not found")]
    public void A_template_that_has_no_value_is_told(string mapping, string part) => Assert.Contains(
        part, Transformation.FromMappings(JsonText.Parse($"[{mapping}]"), out _)!.Apply(JsonScope.Empty, Moment).Error, StringComparison.Ordinal);

    private static TransformResult Run(string document, string operations, NodeMoment? moment = null)
    {
        var transformation = Transformation.FromOperations(JsonText.Parse(operations), out var error);
        Assert.Null(error);
        return transformation!.Apply(JsonScope.FromObject(JsonText.Parse(document)), moment ?? Moment);
    }
}
