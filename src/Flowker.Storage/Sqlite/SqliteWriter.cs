using System.Collections.Concurrent;

namespace Flowker.Storage.Sqlite;

/// <summary>
/// The one thread of this process that writes. SQLite lets one transaction write at a time, and those that come meanwhile poll:
/// in a queue nobody polls. Syncing to disk blocks this thread and none of the pool's.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public SqliteWriter()
    {
        _thread = new Thread(Run) { Name = "flowker-sqlite-writer", IsBackground = true };
        _thread.Start();
    }

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() =>
            {
                try
                {
                    done.SetResult(work());
                }
                catch (Exception failure)
                {
                    done.SetException(failure);
                }
            });
        }
        catch (InvalidOperationException)
        {
            done.SetException(new StorageUnavailableException("The database is closed."));
        }

        return done.Task;
    }

    /// <summary>Ends when everything that was taken in is done.</summary>
    public void Dispose()
    {
        if (!_work.IsAddingCompleted)
        {
            _work.CompleteAdding();
            _thread.Join();
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
