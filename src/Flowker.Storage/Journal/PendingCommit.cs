namespace Flowker.Storage.Journal;

/// <summary>A commit on its way, and the caller that waits for its answer.</summary>
internal sealed class PendingCommit(ExecutionCommit commit, long since)
{
    // The writer must not run what its callers do next.
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ExecutionCommit Commit { get; } = commit;

    /// <summary>When it was given to the journal, as a timestamp of the time provider.</summary>
    public long Since { get; } = since;

    public Task<AppendResult> Answer => _done.Task;

    public void Complete(AppendResult result) => _done.TrySetResult(result);

    public void Fail(StorageUnavailableException failure) => _done.TrySetException(failure);
}
