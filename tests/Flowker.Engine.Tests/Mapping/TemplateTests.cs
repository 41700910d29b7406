using CsCheck;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Tests.Mapping;

/// <summary>Templates: <c>${path}</c> in the texts of a JSON value.</summary>
public sealed class TemplateTests
{
    private const string Context = """{"workflow":{"n":1.50,"s":"text","o":{"a":[1]},"z":null,"items":[{"id":1},{"id":2}]}}""";

    [Theory]
    [InlineData("""{"v":"${workflow.n}"}""", """{"v":1.50}""")]
    [InlineData("""{"v":"${ workflow.o }"}""", """{"v":{"a":[1]}}""")]
    [InlineData("""{"v":"${workflow.z}"}""", """{"v":null}""")]
    [InlineData("""{"v":"${workflow.items[*].id}"}""", """{"v":[1,2]}""")]
    [InlineData("""{"v":"${workflow.gone}","w":1}""", """{"w":1}""")]
    [InlineData("""["${workflow.gone}","${workflow.s}"]""", """[null,"text"]""")]
    [InlineData("""{"v":"n=${workflow.n}, s=${workflow.s}, gone=${workflow.gone}."}""", """{"v":"n=1.50, s=text, gone=."}""")]
    [InlineData("""{"v":"o=${workflow.o}"}""", """{"v":"o={\"a\":[1]}"}""")]
    [InlineData("""{"v":"$${workflow.n}","d":"$5"}""", """{"v":"${workflow.n}","d":"$5"}""")]
    [InlineData("""{"literal":12345678901234567890.10,"deep":[{"x":"${workflow.s}"}]}""", """{"literal":12345678901234567890.10,"deep":[{"x":"text"}]}""")]
    public void Placeholders_are_filled(string template, string result)
    {
        var parsed = Template.TryParse(JsonText.Parse(template), out var error);
        Assert.Null(error);
        Assert.Equal(result, parsed!.Render(JsonScope.FromObject(JsonText.Parse(Context))).Value.GetRawText());
    }

    [Theory]
    [InlineData("""{"v":"${workflow.n"}""")]
    [InlineData("""{"v":"${}"}""")]
    [InlineData("""{"v":"${a..b}"}""")]
    [InlineData("""{"v":"\ud800"}""")]
    public void A_faulty_placeholder_is_told_when_it_is_read(string template)
    {
        Assert.Null(Template.TryParse(JsonText.Parse(template), out var error));
        Assert.NotNull(error);
    }

    [Fact]
    public void No_template_and_no_context_makes_it_throw() =>
        Gen.Select(HostileJson.Value, HostileJson.Object).Sample((template, context) =>
        {
            if (Template.TryParse(JsonText.Parse(template), out _)?.Render(JsonScope.FromObject(JsonText.Parse(context))) is { Failed: false } result)
            {
                JsonText.Parse(result.Value.GetRawText());
            }
        }, iter: 5_000);
}
