using System.Text;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Tests.Workflows;

/// <summary>
/// Definitions as earlier versions stored them. These files are never written anew: what is in them is in the databases of users. A
/// change of the format adds a file.
/// </summary>
public sealed class StoredDefinitionTests
{
    private const string Hash = "d306e051363ed4f171d4e092cda160445fa381b69243808bc1a7f0f101155455";

    [Fact]
    public void What_version_0_1_stored_is_read_and_written_again_byte_for_byte()
    {
        var stored = Read("0.1-all-nodes.json");
        var definition = StoredDefinition.Read(stored)!;
        Assert.Equal(stored, WorkflowWriter.Write(definition));
        var pinned = WorkflowWriter.Pin(definition);
        Assert.Equal(Encoding.UTF8.GetString(Read("0.1-all-nodes.pinned.json")), Encoding.UTF8.GetString(pinned.Body));
        Assert.Equal(Hash, pinned.Hash);
    }

    [Fact]
    public void What_version_0_1_pinned_is_compiled_to_the_same_plan()
    {
        var (plan, findings) = PlanCompiler.Compile(StoredDefinition.Read(Read("0.1-all-nodes.pinned.json"))!);
        Assert.NotNull(plan);
        Assert.Empty(findings);
        Assert.Equal((TimeSpan.FromHours(1), 10, "api"), (plan.ExecutionTimeout, plan.TotalSteps, plan.FirstTrigger.Id));
        Assert.Equal(
            [
                "api Trigger", "hook Trigger", "clock Trigger", "fraud Executor", "low Conditional", "note Action LogStep", "sum Action TransformStep",
                "moved Action TransformStep", "ledger Executor", "refuse Action FailStep", "trace Action TraceStep", "bare Action TraceStep", "end Action SetOutputStep",
            ],
            plan.Nodes.OrderBy(n => Array.IndexOf(Order, n.Id)).Select(n => $"{n.Id} {n.Kind} {n.Action?.GetType().Name}".TrimEnd()));
        var fraud = plan.ById["fraud"].Executor!;
        Assert.Equal(
            ("http", 3, 100d, 2d, 1000d, 0.1, "500,503", 5d, true, true, true),
            (fraud.ExecutorId, fraud.Retry.MaxAttempts, fraud.Retry.InitialInterval.TotalMilliseconds, fraud.Retry.BackoffCoefficient,
                fraud.Retry.MaxInterval.TotalMilliseconds, fraud.Retry.Jitter, string.Join(',', (IEnumerable<int>)fraud.Retry.RetryOnStatuses!), fraud.Timeout!.Value.TotalSeconds,
                fraud.FailOnUnknownOutcome, fraud.Input is not null, fraud.Output is not null));
        Assert.Equal(["true", "false", "error"], plan.Nodes.SelectMany(n => n.Outgoing).OrderBy(e => e.Index).Select(e => e.Handle).OfType<string>());
        Assert.Equal("9", Assert.Single(plan.Nodes.SelectMany(n => n.Outgoing), e => e.Condition is not null).Id);
    }

    [Fact]
    public void A_node_of_a_type_that_is_not_known_is_found_and_never_run_as_something_else()
    {
        var definition = StoredDefinition.Read(Read("0.1-all-nodes.pinned.json"))!;
        var later = definition with { Nodes = [.. definition.Nodes.Select(n => n.Id == "note" ? n with { Type = "approval" } : n)] };
        var (plan, findings) = PlanCompiler.Compile(later);
        Assert.Null(plan);
        Assert.Equal(("FLK-0121", "note", "nodes[6].type"), (Assert.Single(findings).Code, findings[0].NodeId, findings[0].Field));
    }

    private static readonly string[] Order =
        ["api", "hook", "clock", "fraud", "low", "note", "sum", "moved", "ledger", "refuse", "trace", "bare", "end"];

    private static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Workflows", "StoredDefinitions", name));
}
