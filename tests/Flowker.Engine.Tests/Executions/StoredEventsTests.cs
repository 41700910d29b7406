using System.Text;
using Flowker.Engine.Executions;

namespace Flowker.Engine.Tests.Executions;

/// <summary>
/// Events as earlier versions stored them, one commit a line. These files are never written anew: what is in them is in the
/// databases of users. A change of the format adds a file.
/// </summary>
public sealed class StoredEventsTests
{
    [Fact]
    public void What_version_0_1_stored_of_a_completed_execution_is_still_read()
    {
        var state = Fold(Read("0.1-completed"));
        Assert.Equal(ExecutionStatus.Completed, state.Status);
        Assert.Equal((new Guid("01a215b0-3f4b-7fd3-8742-b1d05dc6f9a6"), "start", "end", 5), (state.ExecutionId, state.StartNodeId, state.OutputNodeId, state.CurrentStep));
        Assert.Equal("12.5", state.Input.GetProperty("amount").GetRawText());
        Assert.Equal("Zoë 😀", state.Input.GetProperty("payee").GetString());
        Assert.Equal(
            ["end Completed", "fraud Completed", "ledger Completed", "low Completed", "notify Failed", "refuse Skipped", "start Completed"],
            state.Nodes.Values.Select(n => $"{n.NodeId} {n.Status}").Order(StringComparer.Ordinal));
        Assert.Equal("12345678901234567890", state.Nodes["fraud"].Output!.Value.GetProperty("body").GetProperty("id").GetRawText());
        Assert.Equal([CallOutcome.Failed, CallOutcome.Success], state.Nodes["fraud"].Calls.Select(c => c.Outcome));
        Assert.Equal([CallOutcome.Unknown, CallOutcome.Success], state.Nodes["ledger"].Calls.Select(c => c.Outcome));
        // It was down for more than five seconds, which were no work.
        Assert.InRange(state.Work, TimeSpan.FromMilliseconds(1), state.CompletedAt!.Value - state.StartedAt - TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void What_version_0_1_stored_of_a_failed_execution_is_still_read()
    {
        var state = Fold(Read("0.1-failed"));
        Assert.Equal((ExecutionStatus.Failed, "FLK-0504", "notify"), (state.Status, state.Failure!.Code, state.Failure.NodeId));
        Assert.Equal(422, Assert.Single(state.Nodes["notify"].Calls).StatusCode);
    }

    [Fact]
    public void Members_that_a_later_version_adds_are_passed_over()
    {
        var later = Read("0.1-completed").Select(commit => commit
            .Replace("\"at\":", "\"later\":{\"deep\":[1]},\"at\":", StringComparison.Ordinal)
            .Replace("\"outcome\":", "\"alsoLater\":null,\"outcome\":", StringComparison.Ordinal));
        Assert.Equal(
            Fold(Read("0.1-completed")).Nodes.Values.Select(n => (n.NodeId, n.Status, n.Attempt)),
            Fold(later).Nodes.Values.Select(n => (n.NodeId, n.Status, n.Attempt)));
    }

    private static string[] Read(string name) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Executions", "StoredEvents", name + ".jsonl"));

    private static ExecutionState Fold(IEnumerable<string> commits) =>
        ExecutionFold.Fold(commits.SelectMany(c => ExecutionEventCodec.Decode(Encoding.UTF8.GetBytes(c))));
}
