using System.Text;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Workflows;

/// <summary>What was pinned by version 0.1 is read as it was, what is activated now by the rules of now.</summary>
public sealed class DefinitionReadingTests
{
    private const string TwoElements = """{"executorId":"http","inputMapping":[{"source":"workflow.x","target":"a[+]"},{"source":"workflow.y","target":"a[+]"}]}""";

    private static readonly NodeMoment Moment = new(Guid.Empty, "n", DateTimeOffset.UnixEpoch, "input");

    [Theory]
    [InlineData("a[+]", "a[+]", """{"a":["x","y"]}""")]
    [InlineData("a[-]", "a[-]", """{"a":["y","x"]}""")]
    [InlineData("a[+].n", "a[+].n", """{"a":[{"n":"x"},{"n":"y"}]}""")]
    [InlineData("a", "a", """{"a":"y"}""")]
    [InlineData("a[0]", "a[0]", """{"a":["y"]}""")]
    public void Each_mapping_to_a_new_element_makes_one(string first, string second, string expected)
    {
        var mappings = $$"""[{"source":"x","target":"{{first}}"},{"source":"y","target":"{{second}}"}]""";
        var mapped = Transformation.FromMappings(JsonText.Parse(mappings), out _)!.Apply(JsonScope.FromObject(JsonText.Parse("""{"x":"x","y":"y"}""")), Moment);
        Assert.Equal(expected, mapped.Value.GetRawText());
    }

    [Fact]
    public void What_was_pinned_before_keeps_its_reading_until_it_is_activated_anew()
    {
        var before = Encoding.UTF8.GetBytes($$"""{"nodes":[{"id":"n","type":"executor","position":{"x":0,"y":0},"data":{{TwoElements}}}],"edges":[]}""");
        Assert.Equal("""{"a":["y"]}""", Sent(StoredDefinition.ReadPinned(before)!));
        Assert.Equal("""{"a":["x","y"]}""", Sent(StoredDefinition.ReadPinned(WorkflowWriter.Pin(StoredDefinition.Read(before)!).Body)!));
    }

    [Fact]
    public void A_body_of_null_was_as_none_and_is_kept_now()
    {
        var definition = Definition("""{"executorId":"http","body":null,"path":"/x"}""");
        Assert.Equal("""{"executorId":"http","body":null,"path":"/x"}""", Data(StoredDefinition.ReadPinned(WorkflowWriter.Pin(definition).Body)!));
        Assert.Equal("""{"executorId":"http","path":"/x"}""", Data(definition with { Reading = DefinitionReading.First }));
    }

    // By its hash a definition is known: it must stay what it was where nothing is read otherwise.
    [Fact]
    public void Where_the_readings_do_not_differ_the_pinned_text_says_nothing_of_them()
    {
        foreach (var data in new[] { """{"executorId":"http"}""", """{"executorId":"http","inputMapping":[{"source":"workflow.x","target":"a[+]"}]}""" })
        {
            Assert.DoesNotContain("reading", Encoding.UTF8.GetString(WorkflowWriter.Pin(Definition(data)).Body), StringComparison.Ordinal);
        }

        Assert.EndsWith(",\"reading\":2}", Encoding.UTF8.GetString(WorkflowWriter.Pin(Definition(TwoElements)).Body), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_cannot_choose_the_reading()
    {
        var sent = Encoding.UTF8.GetBytes($$"""{"name":"w","reading":1,"nodes":[{"id":"n","type":"executor","data":{{TwoElements}}}]}""");
        Assert.Equal(DefinitionReading.Second, WorkflowReader.Read(sent).Definition!.Reading);
    }

    private static WorkflowDefinition Definition(string data) =>
        new() { Name = "w", Nodes = [new NodeDefinition { Id = "n", Type = "executor", Data = JsonText.Parse(data) }] };

    private static string Data(WorkflowDefinition definition) => PlanCompiler.Compile(definition).Plan!.ById["n"].Executor!.Data.GetRawText();

    private static string Sent(WorkflowDefinition definition)
    {
        var plan = PlanCompiler.Compile(definition).Plan!;
        var state = ExecutionState.Empty with { Input = JsonText.Parse("""{"x":"x","y":"y"}""") };
        return ExecutionMachine.Prepare(state, plan, "n").Call!.Payload.GetRawText();
    }
}
