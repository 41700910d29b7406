using Flowker.Storage.Audit;
using Flowker.Storage.Journal;

namespace Flowker.Bench.Processes;

/// <summary>An execution as it was stored: its commits, the start first, and its audit events in order.</summary>
internal sealed record RecordedExecution(IReadOnlyList<JournalEntry> Entries, IReadOnlyList<AuditEntry> Audit)
{
    /// <summary>The commit of that index once more, of another execution. Each has the same share of the audit events.</summary>
    public ExecutionCommit Commit(Guid execution, int index)
    {
        var last = index == Entries.Count - 1;
        return new ExecutionCommit
        {
            ExecutionId = execution,
            CommitId = Guid.CreateVersion7(),
            ExpectedVersion = index,
            Events = Entries[index].Events,
            Summary = new ExecutionSummary
            {
                Status = last ? "completed" : "running",
                CurrentStep = index,
                CompletedAt = last ? DateTimeOffset.UtcNow : null,
                Owner = last ? null : "bench",
            },
            Start = index == 0 ? EndedPayments.Start(execution, execution, DateTimeOffset.UtcNow) : null,
            Audit = [.. Audit.Skip(Events(index)).Take(Events(index + 1) - Events(index)).Select(e => e with
            {
                EventId = Guid.CreateVersion7(),
                ResourceId = execution.ToString(),
            })],
        };
    }

    private int Events(int commits) => Audit.Count * commits / Entries.Count;
}
