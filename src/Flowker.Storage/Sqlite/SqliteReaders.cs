using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Flowker.Storage.Sqlite;

/// <summary>
/// A few connections that only read. The driver is synchronous below its asynchronous names, so reads run on the pool's
/// threads, but never on more than there are connections.
/// </summary>
internal sealed class SqliteReaders(Func<SqliteConnection> open) : IDisposable
{
    private const int Connections = 4;

    private readonly SemaphoreSlim _free = new(Connections);
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public async Task<T> RunAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(
                async () =>
                {
                    var connection = _idle.TryTake(out var idle) ? idle : Open();
                    try
                    {
                        var value = await work(connection).ConfigureAwait(false);
                        _idle.Add(connection);
                        return value;
                    }
                    catch
                    {
                        // After a failure the connection's state is not trusted.
                        await connection.DisposeAsync().ConfigureAwait(false);
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private SqliteConnection Open()
    {
        var connection = open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma query_only = on";
        command.ExecuteNonQuery();
        return connection;
    }
}
