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
    // Longer than a restart of the database takes, shorter than callers wait for an answer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly FlowkerDatabase _database;
    private readonly IBatchWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupCommitJournal> _logger;
    private readonly CommitQueue _queue = new();
    private readonly Task _loop;
    private int _failures;

    public GroupCommitJournal(FlowkerDatabase database, IBatchWriter writer, TimeProvider time, ILogger<GroupCommitJournal> logger)
    {
        _database = database;
        _writer = writer;
        _time = time;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    public Task<AppendResult> AppendAsync(ExecutionCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.ExpectedVersion < 0 || (commit.ExpectedVersion == 0) != (commit.Start is not null))
        {
            throw new ArgumentException("A commit starts an execution exactly when it expects version 0.", nameof(commit));
        }

        // Once it waits, the commit is on its way: a caller that gave up could no longer know its outcome.
        var pending = new PendingCommit(commit, _time.GetTimestamp());
        var adding = _queue.AddAsync(pending, cancellationToken);
        return adding.IsCompletedSuccessfully ? pending.Answer : AnsweredAsync(pending, adding);
    }

    private static async Task<AppendResult> AnsweredAsync(PendingCommit pending, ValueTask adding)
    {
        try
        {
            await adding.ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new StorageUnavailableException("The journal is closed.");
        }

        return await pending.Answer.ConfigureAwait(false);
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

    /// <summary>Ends when everything that was taken in is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await _queue.WaitAsync().ConfigureAwait(false))
        {
            var batch = _queue.Take();
            try
            {
                await WriteAsync(batch).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // Whatever it was: nobody may wait forever.
                batch.ForEach(p => p.Fail(new StorageUnavailableException("The commit could not be written.", failure)));
            }
        }
    }

    private async Task WriteAsync(List<PendingCommit> batch)
    {
        bool[] accepted;
        var began = _time.GetTimestamp();
        try
        {
            accepted = await _writer.WriteAsync(batch.ConvertAll(p => p.Commit), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (_writer.IsTransient(failure))
        {
            await TryAgainLaterAsync(batch, failure).ConfigureAwait(false);
            return;
        }
        catch (Exception failure) when (batch.Count > 1)
        {
            // One commit that the database refuses must not take the others with it: halves lead to it in few steps.
            StorageLog.BatchSplit(_logger, failure.GetType().Name, batch.Count);
            await WriteAsync(batch[..(batch.Count / 2)]).ConfigureAwait(false);
            await WriteAsync(batch[(batch.Count / 2)..]).ConfigureAwait(false);
            return;
        }
        catch (Exception failure)
        {
            StorageLog.CommitRefused(_logger, batch[0].Commit.ExecutionId, failure.GetType().Name);
            batch[0].Fail(new StorageUnavailableException("The database refused the commit.", failure) { IsRefusal = true });
            return;
        }

        JournalMetrics.Written(batch.Count, accepted.Count(a => a), _time.GetElapsedTime(began));
        await AnswerAsync(batch, accepted).ConfigureAwait(false);
    }

    private async Task AnswerAsync(List<PendingCommit> batch, bool[] accepted)
    {
        List<PendingCommit> refused = [];
        foreach (var (pending, isAccepted) in batch.Zip(accepted))
        {
            if (isAccepted)
            {
                pending.Complete(new AppendResult(AppendOutcome.Committed));
            }
            else
            {
                refused.Add(pending);
            }
        }

        try
        {
            if (refused.Count > 0)
            {
                var reasons = await RefusedCommits.ExplainAsync(_writer, refused.ConvertAll(p => p.Commit)).ConfigureAwait(false);
                foreach (var (pending, reason) in refused.Zip(reasons))
                {
                    pending.Complete(reason);
                }
            }

            _failures = 0;
        }
        catch (Exception failure) when (_writer.IsTransient(failure))
        {
            await TryAgainLaterAsync(refused, failure).ConfigureAwait(false);
        }
    }

    // After a lost answer the batch may have been written: the repetition is then refused commit by commit, and each is
    // found again by its commit id. In an outage every caller waits for its own patience, however many wait with it.
    private async Task TryAgainLaterAsync(List<PendingCommit> batch, Exception failure)
    {
        StorageLog.BatchRetried(_logger, failure.GetType().Name, ++_failures);
        _queue.Return(batch);
        foreach (var expired in _queue.TakeExpired(_time, Patience))
        {
            expired.Fail(new StorageUnavailableException("The database is away; whether the commit was written is not known.", failure));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(25 << Math.Min(_failures, 4)), _time).ConfigureAwait(false);
    }
}
