using System.Text;
using System.Text.Json.Nodes;
using Flowker.Engine.Catalog;
using Flowker.Engine.Validation;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests;

/// <summary>Names and reasons are one line that shows what it holds.</summary>
public sealed class PlainLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Müller & Söhne, 支付 ")]
    [InlineData("👩\u200d💻 payments")]
    [InlineData("نامه\u200cای")]
    public void What_people_write_is_plain(string text) => Assert.True(PlainLine.Is(text));

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\tb")]
    [InlineData("a\u001b[2J")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2066b")]
    [InlineData("a\u061cb")]
    [InlineData("a\u200fb")]
    [InlineData("a\u200bb")]
    [InlineData("a\ufeffb")]
    public void What_hides_or_breaks_a_line_is_not(string text)
    {
        Assert.False(PlainLine.Is(text));
        var name = JsonValue.Create(text).ToJsonString();
        Assert.Contains(
            DraftRules.Check(new WorkflowDefinition { Name = text, Nodes = [], Edges = [] }), f => f is { Code: "FLK-0302", Field: "name" });
        var executor = ExecutorConfigurationReader.Read(Encoding.UTF8.GetBytes(
            $$"""{"name":{{name}},"baseUrl":"https://a.example","endpoints":[{"name":{{name}},"path":"/","method":"GET"}]}""")).Findings;
        Assert.Contains(executor, f => f is { Code: "FLK-0302", Field: "name" });
        Assert.Contains(executor, f => f is { Code: "FLK-0302", Field: "endpoints[0].name" });
    }

    [Fact]
    public void A_reason_is_plain() => Assert.Equal(
        "FLK-0302", Assert.Single(CommandReason.Read(Encoding.UTF8.GetBytes("""{"reason":"old\nADMIN: approved"}""")).Findings).Code);

    [Fact]
    public void Half_a_pair_is_not_plain() => Assert.False(PlainLine.Is(new string('\ud800', 1)));

    [Theory]
    [InlineData("api_key")]
    [InlineData(" API_KEY ")]
    [InlineData("API\u200d_KEY")]
    [InlineData("ＡＰＩ＿ＫＥＹ")]
    public void Names_that_look_alike_have_one_skeleton(string name) => Assert.Equal("API_KEY", PlainLine.Skeleton(name));
}
