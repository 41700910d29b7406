using System.Threading.Channels;

namespace Flowker.Storage.Journal;

/// <summary>
/// The commits that wait for the writer, in the order of their arrival. It is bounded: when it is full, callers wait to be
/// let in. All but <see cref="AddAsync"/> and <see cref="Close"/> belong to the writer's loop alone.
/// </summary>
internal sealed class CommitQueue
{
    private const int MaxBatch = 256;
    private const int MaxBatchBytes = 8 * 1024 * 1024;
    private const int MaxArriving = 16_384;
    private const int MaxAtHand = 4 * MaxBatch;

    private readonly Channel<PendingCommit> _arriving =
        Channel.CreateBounded<PendingCommit>(new BoundedChannelOptions(MaxArriving) { SingleReader = true });

    private List<PendingCommit> _atHand = [];

    /// <summary>Throws <see cref="ChannelClosedException"/> after <see cref="Close"/>.</summary>
    public ValueTask AddAsync(PendingCommit commit, CancellationToken cancellationToken) =>
        _arriving.Writer.WriteAsync(commit, cancellationToken);

    /// <summary>Lets nothing more in; what is in can still be taken.</summary>
    public void Close() => _arriving.Writer.TryComplete();

    /// <summary>False when the queue is closed and empty.</summary>
    public async ValueTask<bool> WaitAsync() => _atHand.Count > 0 || await _arriving.Reader.WaitToReadAsync().ConfigureAwait(false);

    /// <summary>What can be written together: a second commit of one execution stays, since it stands on the first.</summary>
    public List<PendingCommit> Take()
    {
        while (_atHand.Count < MaxAtHand && _arriving.Reader.TryRead(out var arrived))
        {
            _atHand.Add(arrived);
        }

        List<PendingCommit> batch = [];
        List<PendingCommit> rest = [];
        HashSet<Guid> executions = [];
        var bytes = 0L;
        var full = false;
        foreach (var pending in _atHand)
        {
            bytes += pending.Commit.Events.Length;

            // Once full it stays full, or a later commit of an execution could overtake an earlier one.
            full |= batch.Count == MaxBatch || (batch.Count > 0 && bytes > MaxBatchBytes);
            (full || !executions.Add(pending.Commit.ExecutionId) ? rest : batch).Add(pending);
        }

        _atHand = rest;
        return batch;
    }

    /// <summary>Gives a batch back that may not have been written; it comes first again.</summary>
    public void Return(List<PendingCommit> batch) => _atHand.InsertRange(0, batch);

    /// <summary>Takes out everything that has waited for longer than the caller's patience.</summary>
    public List<PendingCommit> TakeExpired(TimeProvider time, TimeSpan patience)
    {
        // One moment for all: whoever is taken out is answered.
        var now = time.GetTimestamp();
        var expired = _atHand.FindAll(IsExpired);
        _atHand.RemoveAll(IsExpired);
        while (_arriving.Reader.TryPeek(out var oldest) && IsExpired(oldest) && _arriving.Reader.TryRead(out var gone))
        {
            expired.Add(gone);
        }

        return expired;

        bool IsExpired(PendingCommit pending) => time.GetElapsedTime(pending.Since, now) > patience;
    }
}
