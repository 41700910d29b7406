using System.Threading.Channels;
using Flowker.Storage.Sql;
using Microsoft.Extensions.Logging;

namespace Flowker.Storage.Journal;

/// <summary>
/// One writer for the whole process. It takes everything that is waiting and writes it as one transaction; while that
/// commits, the next batch fills. No timer: an idle journal commits at once, a busy one in groups.
/// </summary>
internal sealed class GroupCommitJournal : IJournal, IAsyncDisposable
{
    private const int MaxBatch = 256;
    private const int MaxBatchBytes = 8 * 1024 * 1024;
    private const int MaxWaiting = 16_384;
    private const int MaxTries = 6;

    private readonly FlowkerDatabase _database;
    private readonly IBatchWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupCommitJournal> _logger;
    private readonly Channel<Pending> _waiting =
        Channel.CreateBounded<Pending>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly Task _loop;

    public GroupCommitJournal(FlowkerDatabase database, IBatchWriter writer, TimeProvider time, ILogger<GroupCommitJournal> logger)
    {
        _database = database;
        _writer = writer;
        _time = time;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    public async Task<AppendResult> AppendAsync(ExecutionCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var pending = new Pending(commit);
        try
        {
            await _waiting.Writer.WriteAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new StorageUnavailableException("The journal is closed.");
        }

        // Once it waits, the commit is on its way: a caller that gave up could no longer know its outcome.
        return await pending.Done.Task.ConfigureAwait(false);
    }

    public Task<IReadOnlyList<JournalEntry>> ReadAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        _database.ReadAsync<IReadOnlyList<JournalEntry>>(
            async (connection, token) =>
            {
                await using var command = connection
                    .Command("select version, commit_id, events from execution_journal where execution_id = @id order by version")
                    .With("id", executionId);
                return await command.ListAsync(r => new JournalEntry(r.GetInt32(0), r.GetGuid(1), r.Bytes(2)), token).ConfigureAwait(false);
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        List<Pending> heldBack = [];
        while (heldBack.Count > 0 || await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var batch = Take(heldBack);
            try
            {
                await WriteAsync(batch).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // Whatever it was: nobody may wait forever.
                batch.ForEach(p => p.Done.TrySetException(new StorageUnavailableException("The commit could not be written.", failure)));
            }
        }
    }

    // A second commit of one execution waits for the next batch, since its version depends on the first.
    private List<Pending> Take(List<Pending> heldBack)
    {
        List<Pending> batch = [];
        HashSet<Guid> executions = [];
        List<Pending> stillHeldBack = [];
        var bytes = 0;
        foreach (var pending in heldBack)
        {
            Place(pending);
        }

        while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _waiting.Reader.TryRead(out var pending))
        {
            Place(pending);
        }

        heldBack.Clear();
        heldBack.AddRange(stillHeldBack);
        return batch;

        void Place(Pending pending)
        {
            if (!executions.Add(pending.Commit.ExecutionId))
            {
                stillHeldBack.Add(pending);
                return;
            }

            batch.Add(pending);
            bytes += pending.Commit.Events.Length;
        }
    }

    private async Task WriteAsync(List<Pending> batch)
    {
        bool[] accepted;
        try
        {
            accepted = await WriteWithRetriesAsync([.. batch.Select(p => p.Commit)]).ConfigureAwait(false);
        }
        catch (Exception failure) when (batch.Count > 1 && !_writer.IsTransient(failure))
        {
            // One commit that the database refuses must not take the others with it.
            StorageLog.BatchSplit(_logger, failure.GetType().Name, batch.Count);
            foreach (var pending in batch)
            {
                await WriteAloneAsync(pending).ConfigureAwait(false);
            }

            return;
        }

        await AnswerAsync(batch, accepted).ConfigureAwait(false);
    }

    private async Task WriteAloneAsync(Pending pending)
    {
        try
        {
            await AnswerAsync([pending], await WriteWithRetriesAsync([pending.Commit]).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            pending.Done.TrySetException(new StorageUnavailableException("The commit could not be written.", failure));
        }
    }

    // After a lost answer the batch may have been written: the repetition is then refused commit by commit, and each is
    // found again by its commit id.
    private async Task<bool[]> WriteWithRetriesAsync(ExecutionCommit[] batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await _writer.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception failure) when (attempt < MaxTries && _writer.IsTransient(failure))
            {
                StorageLog.BatchRetried(_logger, failure.GetType().Name, attempt);
                await Task.Delay(TimeSpan.FromMilliseconds(25 << attempt), _time).ConfigureAwait(false);
            }
        }
    }

    private async Task AnswerAsync(List<Pending> batch, bool[] accepted)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (accepted[i])
            {
                batch[i].Done.TrySetResult(new AppendResult(AppendOutcome.Committed));
            }
        }

        foreach (var refused in batch.Where((_, i) => !accepted[i]))
        {
            try
            {
                refused.Done.TrySetResult(await RefusedCommits.ExplainAsync(_database, refused.Commit).ConfigureAwait(false));
            }
            catch (StorageUnavailableException failure)
            {
                refused.Done.TrySetException(failure);
            }
        }
    }

    private sealed class Pending(ExecutionCommit commit)
    {
        public ExecutionCommit Commit { get; } = commit;

        public TaskCompletionSource<AppendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
