using Flowker.Storage;
using Flowker.Storage.Journal;

namespace Flowker.Grains.Tests;

/// <summary>The real journal, on whose way the answers of some commits get lost, before or after they are written.</summary>
internal sealed class FaultyJournal(IJournal inner) : IJournal
{
    public Func<ExecutionCommit, bool> LoseAnswerOf { get; set; } = _ => false;

    public Func<ExecutionCommit, bool> LoseRequestOf { get; set; } = _ => false;

    /// <summary>What computing a turn would need more memory for than there is.</summary>
    public Func<ExecutionCommit, bool> IsPoison { get; set; } = _ => false;

    public async Task<AppendResult> AppendAsync(ExecutionCommit commit, CancellationToken cancellationToken = default)
    {
        if (LoseRequestOf(commit))
        {
            throw new StorageUnavailableException("The request was lost.");
        }

        if (IsPoison(commit))
        {
#pragma warning disable CA2201 // What the runtime throws when the memory is used up.
            throw new OutOfMemoryException();
#pragma warning restore CA2201
        }

        // Decided before the write: whoever reads what it wrote may look at what was lost.
        var loses = LoseAnswerOf(commit);
        var result = await inner.AppendAsync(commit, cancellationToken);
        return loses ? throw new StorageUnavailableException("The answer was lost.") : result;
    }

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(executionId, cancellationToken);
}
