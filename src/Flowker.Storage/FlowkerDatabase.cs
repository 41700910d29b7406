using System.Data.Common;
using Flowker.Storage.Audit;
using Flowker.Storage.Sql;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowker.Storage;

/// <summary>
/// One database. What differs between PostgreSQL and SQLite is here and in the batch writers; all other SQL is written once
/// for both.
/// </summary>
public abstract class FlowkerDatabase : IAsyncDisposable
{
    // A row among the states of grains, in which no grain has its own.
    private const string WriteProbe =
        """
        insert into orleans_storage (service_id, state_name, n0, n1, extension, version) values ('flowker', 'flowker.write-probe', 0, 0, '', 1)
        on conflict (state_name, n0, n1, extension, service_id) do update set modified_at = current_timestamp
        """;

    /// <summary>
    /// Applies the schema; many processes may do so at once. Throws <see cref="InvalidOperationException"/> when the database
    /// was made by a later version of the program.
    /// </summary>
    public abstract Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes sure that no other process uses the database for as long as this one lives, if it is made for one process. Throws
    /// <see cref="InvalidOperationException"/> when another one does.
    /// </summary>
    public virtual Task TakeExclusiveUseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Whether only one process at a time can use the database.</summary>
    public virtual bool IsForOneProcess => false;

    /// <summary>Whether <see cref="InitializeAsync"/> found no schema, so that no earlier program ever used the database.</summary>
    public bool WasMade { get; protected set; }

    /// <summary>How Orleans' own providers reach the tables that the schema holds for them.</summary>
    public abstract AdoNetProvider Provider { get; }

    /// <summary>Whether the database answers.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadAsync(
                async (connection, token) =>
                {
                    await using var command = connection.Command("select 1");
                    return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is not null;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Whether the database takes writes: it is there, may be written, and has room. One small row is written.</summary>
    public async Task<bool> CanWriteAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await WriteAsync(
                async (connection, transaction, token) =>
                {
                    await using var command = connection.Command(WriteProbe, transaction);
                    await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                    return (true, true);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Hears of what the database refuses for good.</summary>
    internal ILogger Logger { get; set; } = NullLogger.Instance;

    internal abstract string ClaimLock { get; }

    /// <summary>The statement after which programs that know nothing of features refuse to start.</summary>
    internal abstract string ShutOutOlder { get; }

    /// <summary>The time of the database's clock, in SQL.</summary>
    internal abstract string Now { get; }

    /// <summary>That many seconds later than <see cref="Now"/>, in SQL; the parameter is a double.</summary>
    internal abstract string NowPlus(string parameter);

    /// <summary>Whether a column's number is one of those in the parameter, a text of numbers with commas between, in SQL.</summary>
    internal abstract string IsAmong(string column, string parameter);

    /// <summary>Transactions in flight that write audit events: what they will have written is not to be seen yet.</summary>
    internal abstract Task<IReadOnlySet<string>> AuditWritersAsync(CancellationToken cancellationToken);

    /// <summary>Runs reads on a connection of its own. Faults of the database are <see cref="StorageUnavailableException"/>.</summary>
    internal abstract Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs writes in one transaction, which is committed when the work answers true beside its value.</summary>
    internal abstract Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<(bool Commit, T Value)>> work, CancellationToken cancellationToken);

    internal abstract bool IsUniqueViolation(DbException failure);

    /// <summary>Whether a foreign key did not hold. SQLite has none: there one transaction writes at a time, and its reads decide.</summary>
    internal virtual bool IsBrokenReference(DbException failure) => false;

    /// <summary>Adds places to the audit chain.</summary>
    internal abstract Task AddLinksAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<ChainLink> links, CancellationToken cancellationToken);

    /// <summary>SQL for the minute, in UTC, of a column that holds a time.</summary>
    internal abstract string MinuteOf(string column);

    /// <summary>True when trying again may help: the connection is lost, the server restarts, there is no room, a deadlock was broken.</summary>
    internal abstract bool IsTransient(Exception failure);

    /// <summary>What callers hear of a failure of the driver's. One that no repetition helps is a fault to be looked into.</summary>
    private protected StorageUnavailableException Failed(string message, Exception failure)
    {
        var isRefusal = !IsTransient(failure);
        if (isRefusal)
        {
            StorageLog.Refused(Logger, message, failure.GetType().Name, (failure as DbException)?.SqlState ?? "");
        }

        return new StorageUnavailableException(message, failure) { IsRefusal = isRefusal };
    }
}

/// <summary>A way to a database for providers of ADO.NET: by <see cref="ConnectionString"/> or <see cref="DataSource"/>, never both.</summary>
public sealed record AdoNetProvider(string Invariant, string? ConnectionString, DbDataSource? DataSource);
