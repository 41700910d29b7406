using CsCheck;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Tests.Mapping;

/// <summary>Field mappings and operations: the examples of <c>spec/reference-engine.md</c>, 3.7, as changed by the decisions.</summary>
public sealed class TransformationTests
{
    private static readonly NodeMoment Moment = new(
        new Guid("018f0000-0000-7000-8000-000000000001"), "node", new DateTimeOffset(2026, 5, 1, 10, 0, 0, 123, TimeSpan.Zero), "input");

    [Theory]
    // 1
    [InlineData(
        """{"workflow":{"customer":{"id":"123","name":"João Silva"}}}""",
        """[{"source":"workflow.customer.id","target":"provider.accountId"},{"source":"workflow.customer.name","target":"provider.fullName"}]""",
        """{"provider":{"accountId":"123","fullName":"João Silva"}}""")]
    // 2
    [InlineData(
        """{"cpf":"123.456.789-00"}""",
        """[{"source":"cpf","target":"document","transformation":{"type":"remove_characters","config":{"characters":".-"}}}]""",
        """{"document":"12345678900"}""")]
    // 3
    [InlineData("""{"id":"12345"}""", """[{"source":"id","target":"id","transformation":{"type":"add_prefix","config":{"prefix":"BR-"}}}]""", """{"id":"BR-12345"}""")]
    // 4
    [InlineData("""{"id":"12345"}""", """[{"source":"id","target":"id","transformation":{"type":"add_suffix","config":{"suffix":"-2025"}}}]""", """{"id":"12345-2025"}""")]
    // 5
    [InlineData("""{"name":"joão silva"}""", """[{"source":"name","target":"name","transformation":{"type":"to_uppercase"}}]""", """{"name":"JOÃO SILVA"}""")]
    // 6
    [InlineData("""{"email":"JOAO@EXAMPLE.COM"}""", """[{"source":"email","target":"email","transformation":{"type":"to_lowercase"}}]""", """{"email":"joao@example.com"}""")]
    // 11
    [InlineData(
        """{"workflow":{"cpf":"123.456.789-00","name":"joão"}}""",
        """[{"source":"workflow.cpf","target":"provider.document","transformation":{"type":"remove_characters","config":{"characters":".-"}}},{"source":"workflow.name","target":"provider.fullName","transformation":{"type":"to_uppercase"}}]""",
        """{"provider":{"document":"12345678900","fullName":"JOÃO"}}""")]
    // 14, changed: what is missing and not required is left out
    [InlineData("""{"workflow":{"amount":15050}}""", """[{"source":"missing","target":"out"},{"source":"workflow.amount","target":"amt"}]""", """{"amt":15050}""")]
    // 15, changed: required is per mapping
    [InlineData("""{"workflow":{"amount":15050}}""", """[{"source":"missing","target":"out"},{"source":"workflow.amount","target":"amt","required":true}]""", """{"amt":15050}""")]
    // 16
    [InlineData("""{"workflow":{"tags":["a","b","c"]}}""", """[{"source":"workflow.tags[1]","target":"t"}]""", """{"t":"b"}""")]
    // 17
    [InlineData("""{"workflow":{"items":[{"id":1},{"id":2},{"id":3}]}}""", """[{"source":"workflow.items[*].id","target":"ids"}]""", """{"ids":[1,2,3]}""")]
    // 18
    [InlineData("""{"a":1}""", """[{"source":"$","target":"all"}]""", """{"all":{"a":1}}""")]
    // 19
    [InlineData("""{"n":7}""", """[{"source":"n","target":"n","transformation":{"type":"add_prefix","config":{"prefix":"x"}}}]""", """{"n":7}""")]
    // 24
    [InlineData("""{"a":1,"b":[2]}""", """[{"source":"","target":"x"}]""", """{"a":1,"b":[2]}""")]
    // A later mapping with the same target takes its place; a present null is there
    [InlineData("""{"a":1,"b":null}""", """[{"source":"a","target":"x"},{"source":"b","target":"x","required":true}]""", """{"x":null}""")]
    public void Mappings(string document, string mappings, string result) => Assert.Equal(result, Mapped(document, mappings));

    [Theory]
    // 9, 12, 21 and the built-ins
    [InlineData("""{"other":"value"}""", """[{"operation":"remove_characters","spec":{"path":"nonexistent","characters":"x"}}]""", """{"other":"value"}""")]
    [InlineData("""{"in":{"value":"test"}}""", """[{"operation":"shift","spec":{"out.value":"in.value"}},{"operation":"to_uppercase","spec":{"path":"out.value"}}]""", """{"out":{"value":"TEST"}}""")]
    [InlineData("""{"a":1,"b":{"c":2,"d":3},"e":[1,2,3]}""", """[{"operation":"delete","spec":{"paths":["b.c","zz","e[1]"]}}]""", """{"a":1,"b":{"d":3},"e":[1,3]}""")]
    [InlineData("""{"a":1}""", """[{"operation":"default","spec":{"a":2,"b.c":[]}}]""", """{"a":2,"b":{"c":[]}}""")]
    [InlineData("""{"a":1}""", """[{"operation":"pass"}]""", """{"a":1}""")]
    [InlineData("{}", """[{"operation":"default","spec":{"arr[2]":true}}]""", """{"arr":[null,null,true]}""")]
    [InlineData("""{"x":1}""", """[{"operation":"default","spec":{"x.y":2}}]""", """{"x":{"y":2}}""")]
    [InlineData("""{"l":[1,2]}""", """[{"operation":"default","spec":{"l[+]":3}},{"operation":"default","spec":{"l[-]":0}}]""", """{"l":[0,1,2,3]}""")]
    [InlineData("""{"l":[{},{"a":1}]}""", """[{"operation":"default","spec":{"l[*].a":7}}]""", """{"l":[{"a":7},{"a":7}]}""")]
    public void Operations(string document, string operations, string result)
    {
        var transformation = Transformation.FromOperations(JsonText.Parse(operations), out var error);
        Assert.Null(error);
        Assert.Equal(result, transformation!.Apply(JsonScope.FromObject(JsonText.Parse(document)), Moment).Value.GetRawText());
    }

    [Theory]
    [InlineData("""{"list":[{"a":"x"},{},{"a":"z"}]}""", "list[*].a", """["x",null,"z"]""")]
    [InlineData("""{"list":[{"l":[1,2]},{"l":[3]}]}""", "list[*].l[*]", "[[1,2],[3]]")]
    [InlineData("{}", "list[*].a", "[]")]
    [InlineData("""{"a":[[1,2],[3]]}""", "a[0][1]", "2")]
    [InlineData("""{"h":{"Content-Type":"x","a.b":{"c":1}}}""", """h[\"a.b\"].c""", "1")]
    [InlineData("""{"h":{"Content-Type":"x"}}""", "h['Content-Type']", "\"x\"")]
    [InlineData("""{"a":null}""", "a[*].b", "[]")]
    [InlineData("""{"a":[1]}""", "a[+]", null)]
    [InlineData("""{"a":[5]}""", "a.[0]", "5")]
    [InlineData("""{"a":[5]}""", "a.0", null)]
    [InlineData("""{"a":[5]}""", "a[1]", null)]
    [InlineData("""{"a":7}""", "a.b", null)]
    public void Paths(string document, string path, string? value) =>
        Assert.Equal(value is null ? "{}" : $$"""{"v":{{value}}}""", Mapped(document, $$"""[{"source":"{{path}}","target":"v"}]"""));

    [Fact]
    public void A_required_source_that_is_missing_fails_and_is_named()
    {
        var transformation = Transformation.FromMappings(JsonText.Parse("""[{"source":"a.b","target":"x","required":true}]"""), out _)!;
        Assert.Contains("'a.b'", transformation.Apply(JsonScope.Empty, Moment).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_and_escapes_keep_their_text()
    {
        const string document = """{"big":12345678901234567890.1200,"exp":1E+400,"text":"<a> & \"b\""}""";
        Assert.Equal(document, Mapped(document, """[{"source":"big","target":"big"},{"source":"exp","target":"exp"},{"source":"text","target":"text"}]"""));
    }

    [Theory]
    [InlineData("""[{"source":"a..b","target":"c"}]""")]
    [InlineData("""[{"source":"a","target":"c."}]""")]
    [InlineData("""[{"source":"a[x]","target":"c"}]""")]
    [InlineData("""[{"source":"a","target":"c[1000000000]"}]""")]
    [InlineData("""[{"source":"a","target":"c","transformation":{"type":"nope"}}]""")]
    [InlineData("""[{"source":"a","target":"c","transformation":{"type":"remove_characters"}}]""")]
    [InlineData("""[{"source":"a","target":"c","transformation":{"type":"uuid"}}]""")]
    [InlineData("""[{"source":"a","target":"c","transformation":{"type":"timestamp","config":{"inputFormat":"$unix"}}}]""")]
    [InlineData("""[{"source":"a","target":"c","transformation":{"type":"coalesce","config":{"x":["a"]}}}]""")]
    [InlineData("""[{"source":"a[\"x","target":"c"}]""")]
    [InlineData("""[{"source":"a[0]b","target":"c"}]""")]
    [InlineData("""[{"source":"${a","target":"c"}]""")]
    public void A_faulty_mapping_is_told_when_it_is_read(string mappings)
    {
        Assert.Null(Transformation.FromMappings(JsonText.Parse(mappings), out var error));
        Assert.StartsWith("mapping 1: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"operation":"invalid_operation","spec":{"a":"b"}}]""")]
    [InlineData("""[{"operation":"shift"}]""")]
    [InlineData("""[{"operation":"shift","spec":{}}]""")]
    [InlineData("""[{"operation":"shift","spec":{"a":7}}]""")]
    [InlineData("""[{"spec":{"a":"b"}}]""")]
    [InlineData("""[{"operation":"delete","spec":{"paths":"a"}}]""")]
    [InlineData("""[{"operation":"delete","spec":{"paths":["a[*]"]}}]""")]
    [InlineData("""[{"operation":"add_prefix","spec":{"path":"a"}}]""")]
    [InlineData("""[{"operation":"extract","spec":{"path":7}}]""")]
    [InlineData("""[{"operation":"concat","spec":{"sources":"a","targetPath":"b"}}]""")]
    [InlineData("""[{"operation":"concat","spec":{"sources":[{"value":7}],"targetPath":"b"}}]""")]
    [InlineData("""[{"operation":"concat","spec":{"sources":[{"path":"a"}]}}]""")]
    [InlineData("""[{"operation":"concat","spec":{"sources":[{"path":"a"}],"targetPath":"b","delim":7}}]""")]
    [InlineData("""[{"operation":"coalesce","spec":{"a":"b"}}]""")]
    [InlineData("""[{"operation":"coalesce","spec":{"a":["b"],"ignore":7}}]""")]
    [InlineData("""[{"operation":"coalesce","require":true,"spec":{"a":["b"]}}]""")]
    [InlineData("""[{"operation":"timestamp","spec":{"a":"b"}}]""")]
    [InlineData("""[{"operation":"timestamp","spec":{"a":{"inputFormat":"yyyy-MM-dd","outputFormat":"$unix"}}}]""")]
    [InlineData("""[{"operation":"uuid","spec":{"a":{"version":7}}}]""")]
    [InlineData("""[{"operation":"uuid","spec":{"a":{"version":5,"namespace":"DNS","names":["b"]}}}]""")]
    [InlineData("""[{"operation":"uuid","spec":{"a":{"version":5,"namespace":"nope","names":[{"path":"b"}]}}}]""")]
    public void A_faulty_operation_is_told_when_it_is_read(string operations)
    {
        Assert.Null(Transformation.FromOperations(JsonText.Parse(operations), out var error));
        Assert.StartsWith("operation 1: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    public void Nothing_to_map_is_no_transformation(string? mappings)
    {
        Assert.Null(Transformation.FromMappings(mappings is null ? null : JsonText.Parse(mappings), out var error));
        Assert.Null(error);
    }

    [Fact]
    public void What_grows_beyond_all_measure_is_refused()
    {
        var document = JsonScope.FromObject(JsonText.Parse($$"""{"a":"{{new string('x', 1_000_000)}}"}"""));
        var mappings = string.Join(',', Enumerable.Range(0, 20).Select(i => $$"""{"source":"a","target":"t{{i}}"}"""));
        Assert.True(Transformation.FromMappings(JsonText.Parse($"[{mappings}]"), out _)!.Apply(document, Moment).Failed);
    }

    [Fact]
    public void No_document_and_no_specification_makes_it_throw_or_give_anything_but_json() =>
        Gen.Select(HostileJson.Object, HostileJson.Mappings).Sample((document, mappings) =>
        {
            var scope = JsonScope.FromObject(JsonText.Parse(document));
            foreach (var transformation in new[]
                {
                    Transformation.FromMappings(JsonText.Parse(mappings), out _),
                    Transformation.FromOperations(JsonText.Parse(mappings), out _),
                })
            {
                if (transformation?.Apply(scope, Moment) is { Failed: false } result)
                {
                    JsonText.Parse(result.Value.GetRawText());
                }
            }
        }, iter: 5_000);

    private static string Mapped(string document, string mappings)
    {
        var transformation = Transformation.FromMappings(JsonText.Parse(mappings), out var error);
        Assert.Null(error);
        var result = transformation!.Apply(JsonScope.FromObject(JsonText.Parse(document)), Moment);
        Assert.Null(result.Error);
        return result.Value.GetRawText();
    }
}
