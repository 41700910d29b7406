using System.Data.Common;
using Flowker.Storage.Audit;
using Flowker.Storage.Sql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Flowker.Storage.Sqlite;

/// <summary>SQLite in a folder, for one process: write-ahead log, every commit synced to disk before it is answered.</summary>
public sealed class SqliteDatabase : FlowkerDatabase
{
    private const int UniqueViolation = 2067;
    private const int PrimaryKeyViolation = 1555;

    // The log and its index take the mode of the database when they are made; those of before may be open.
    private static readonly string[] Files = ["flowker.db", "flowker.db-wal", "flowker.db-shm", "flowker.db-journal", "flowker.lock"];

    private readonly string _folder;
    private readonly string _connectionString;
    private SqliteConnection? _writing;
    private FileStream? _lock;

    public SqliteDatabase(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_folder, "flowker.db"),
            DefaultTimeout = 30,
            Pooling = false,
        }.ConnectionString;
        Readers = new SqliteReaders(Open);
    }

    /// <summary>The name is the one by which Orleans knows SQLite; its driver is the same.</summary>
    public override AdoNetProvider Provider => new("System.Data.SQLite", _connectionString, DataSource: null);

    internal SqliteWriter Writer { get; } = new();

    internal SqliteReaders Readers { get; }

    internal override string ClaimLock => "";

    internal override string Now => "strftime('%Y-%m-%d %H:%M:%f', 'now')";

    internal override string ShutOutOlder => $"pragma user_version = {SchemaScripts.ShutsOutOlder}";

    public override bool IsForOneProcess => true;

    internal override string NowPlus(string parameter) => $"strftime('%Y-%m-%d %H:%M:%f', 'now', {parameter} || ' seconds')";

    // One transaction writes at a time, and a rolled back one gives its ids back.
    internal override string IsAmong(string column, string parameter) =>
        $"{column} in (select value from json_each('[' || {parameter} || ']'))";

    internal override Task AddLinksAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<ChainLink> links, CancellationToken cancellationToken)
    {
        using var add = new SqliteStatement((SqliteConnection)connection, "insert into audit_chain (seq, id, hash) values (@seq, @id, @hash)");
        foreach (var link in links)
        {
            add.With("seq", link.Sequence).With("id", link.Id).With("hash", link.Hash).Run();
        }

        return Task.CompletedTask;
    }

    internal override Task<IReadOnlySet<string>> AuditWritersAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    public override async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        MakeFolder();
        CloseFiles();
        try
        {
            await Task.Run(Migrate, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException failure)
        {
            throw new StorageUnavailableException("The SQLite database in Flowker:DataDirectory cannot be opened or used.", failure);
        }
    }

    public override Task TakeExclusiveUseAsync(CancellationToken cancellationToken = default)
    {
        MakeFolder();
        try
        {
            _lock = PrivateFiles.Open(Path.Combine(_folder, "flowker.lock"), FileShare.None);
            return Task.CompletedTask;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new InvalidOperationException("The folder of Flowker:DataDirectory cannot be written.", failure);
        }
        catch (IOException)
        {
            throw new InvalidOperationException("Another Flowker process uses the folder of Flowker:DataDirectory.");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        _writing?.Dispose();
        Readers.Dispose();
        if (_lock is not null)
        {
            await _lock.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText = "pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 30000";
        settings.ExecuteNonQuery();
        return connection;
    }

    internal override async Task<T> ReadAsync<T>(
        Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Readers.RunAsync(connection => work(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException failure)
        {
            throw Failed("A read failed.", failure);
        }
    }

    internal override async Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<(bool Commit, T Value)>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Writer.RunAsync(() => Write(work, cancellationToken)).ConfigureAwait(false);
        }
        catch (SqliteException failure) when (!IsUniqueViolation(failure))
        {
            throw Failed("A write failed.", failure);
        }
    }

    internal override bool IsTransient(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY
            or raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT or raw.SQLITE_PROTOCOL
    };

    internal override string MinuteOf(string column) => $"substr({column}, 1, 16)";

    internal override bool IsUniqueViolation(DbException failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: UniqueViolation or PrimaryKeyViolation };

    private void MakeFolder()
    {
        try
        {
            if (!PrivateFiles.MakeFolder(_folder))
            {
                StorageLog.DataOpen(Logger, _folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException("The folder of Flowker:DataDirectory cannot be made.", failure);
        }
    }

    // Before SQLite opens them, so that they are never open to others: it makes its files readable for everybody.
    private void CloseFiles()
    {
        PrivateFiles.Make(Path.Combine(_folder, Files[0]));
        foreach (var file in Files.Select(f => Path.Combine(_folder, f)).Where(f => !PrivateFiles.Close(f)))
        {
            StorageLog.DataOpen(Logger, file);
        }
    }

    private T Write<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<(bool Commit, T Value)>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _writing ??= Open();
        try
        {
            using var transaction = _writing.BeginTransaction();

            // The driver never waits asynchronously, so the work is done when it returns.
            var (commit, value) = work(_writing, transaction, cancellationToken).GetAwaiter().GetResult();
            if (commit)
            {
                transaction.Commit();
            }

            return value;
        }
        catch
        {
            // After a failure the connection's state is not trusted.
            _writing.Dispose();
            _writing = null;
            throw;
        }
    }

    private void Migrate()
    {
        using var connection = Open();
        using var begin = connection.Command("begin exclusive");
        begin.ExecuteNonQuery();
        using var read = connection.Command("pragma user_version");
        var found = (int)(long)read.ExecuteScalar()!;
        var scripts = SchemaScripts.Of("Sqlite");
        SchemaScripts.RefuseNewer(found);
        foreach (var (_, script) in scripts.Where(s => s.Version > found))
        {
            using var apply = connection.Command(script);
            apply.ExecuteNonQuery();
        }

        Add(connection);
        using var commit = connection.Command($"pragma user_version = {Math.Max(found, scripts[^1].Version)}; commit");
        commit.ExecuteNonQuery();
        WasMade = found == 0;
    }

    private static void Add(SqliteConnection connection)
    {
        using var look = connection.Command("select 1 from sqlite_schema where type = 'table' and name = 'flowker_additions'");
        if (look.ExecuteScalar() is null)
        {
            using var make = connection.Command(SchemaScripts.AdditionsTable);
            make.ExecuteNonQuery();
        }

        foreach (var (name, script) in SchemaScripts.AdditionsOf("Sqlite"))
        {
            using var record = connection.Command("insert into flowker_additions (name) values (@name) on conflict do nothing").With("name", name);
            if (record.ExecuteNonQuery() > 0)
            {
                using var apply = connection.Command(script);
                apply.ExecuteNonQuery();
            }
        }
    }
}
