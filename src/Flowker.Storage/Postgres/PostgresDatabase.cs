using System.Data.Common;
using System.Net.Sockets;
using Flowker.Storage.Audit;
using Flowker.Storage.Sql;
using Npgsql;

namespace Flowker.Storage.Postgres;

/// <summary>PostgreSQL through one data source, which everything that talks to the database shares.</summary>
public sealed class PostgresDatabase : FlowkerDatabase
{
    private const long SchemaLock = 0x466c6f776b657201;

    /// <summary>Pooling, preparing and time limits have presets; what the connection string says about them stands.</summary>
    public PostgresDatabase(string connectionString)
    {
        var settings = PostgresSettings.WithPresets(connectionString);
        DataSource = PostgresSettings.ForAll(settings);
        WriterSource = PostgresSettings.ForWriter(settings);
    }

    /// <summary>For Orleans' own providers too.</summary>
    public NpgsqlDataSource DataSource { get; }

    public override AdoNetProvider Provider => new("Npgsql", ConnectionString: null, DataSource);

    /// <summary>For the journal's writer alone, whose one statement is then prepared once and planned as it must be.</summary>
    internal NpgsqlDataSource WriterSource { get; }

    internal override string ClaimLock => "for update skip locked";

    internal override string Now => "now()";

    internal override string ShutOutOlder => "select flowker_shut_out_older()";

    internal override string NowPlus(string parameter) => $"now() + make_interval(secs => {parameter})";

    internal override string IsAmong(string column, string parameter) => $"{column} = any(string_to_array({parameter}, ',')::bigint[])";

    // A list of values would be thousands of parameters, whose text the driver parses each time.
    internal override async Task AddLinksAsync(
        DbConnection connection, DbTransaction transaction, IReadOnlyList<ChainLink> links, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "insert into audit_chain (seq, id, hash) select * from unnest($1, $2, $3)", (NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. links.Select(l => l.Sequence)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. links.Select(l => l.Id)] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. links.Select(l => l.Hash)] });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    // Whoever inserts locks the table before it draws an id and until it ends.
    internal override Task<IReadOnlySet<string>> AuditWritersAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlySet<string>>(
        async (connection, token) =>
        {
            await using var command = connection.Command(
                """
                select distinct virtualtransaction from pg_locks
                where database = (select oid from pg_database where datname = current_database())
                    and relation = 'audit_events'::regclass and mode = 'RowExclusiveLock'
                """);
            return (await command.ListAsync(r => r.GetString(0), token).ConfigureAwait(false)).ToHashSet();
        },
        cancellationToken);

    public override async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, $"select pg_advisory_xact_lock({SchemaLock})", cancellationToken).ConfigureAwait(false);
            var scripts = SchemaScripts.Of("Postgres");
            var found = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
            var made = scripts[^1].Version;
            SchemaScripts.RefuseNewer(found);

            // A schema that is up to date is not touched: the service's role may have no right to.
            if (found < made)
            {
                foreach (var (_, script) in scripts.Where(s => s.Version > found))
                {
                    await ExecuteAsync(connection, script, cancellationToken).ConfigureAwait(false);
                }

                await ExecuteAsync(
                    connection, $"delete from flowker_schema; insert into flowker_schema values ({made})", cancellationToken).ConfigureAwait(false);
            }

            await AddAsync(connection, cancellationToken).ConfigureAwait(false);
            WasMade = found == 0;
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsDriverFailure(failure))
        {
            throw new StorageUnavailableException("The PostgreSQL database of ConnectionStrings:Flowker cannot be reached or used.", failure);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await WriterSource.DisposeAsync().ConfigureAwait(false);
        await DataSource.DisposeAsync().ConfigureAwait(false);
    }

    internal override async Task<T> ReadAsync<T>(
        Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await OnLiveConnectionAsync(
                async (connection, _) => await work(connection, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsDriverFailure(failure))
        {
            throw Failed("A read failed.", failure);
        }
    }

    internal override async Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<(bool Commit, T Value)>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await OnLiveConnectionAsync(
                async (connection, progress) =>
                {
                    await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                    var (commit, value) = await work(connection, transaction, cancellationToken).ConfigureAwait(false);
                    if (commit)
                    {
                        progress.MayBeDone = true;
                        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    }

                    return value;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsDriverFailure(failure) && !(failure is DbException broken && (IsUniqueViolation(broken) || IsBrokenReference(broken))))
        {
            throw Failed("A write failed.", failure);
        }
    }

    // After the server was away the pool is full of connections that only their next use shows to be dead. Whatever cannot
    // have been committed on one is done again on a new one.
    private async Task<T> OnLiveConnectionAsync<T>(Func<NpgsqlConnection, Progress, Task<T>> work, CancellationToken cancellationToken)
    {
        var progress = new Progress();
        try
        {
            await using var connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await work(connection, progress).ConfigureAwait(false);
        }
        catch (Exception failure) when (!progress.MayBeDone && IsLostConnection(failure))
        {
            DataSource.Clear();
        }

        await using var fresh = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await work(fresh, progress).ConfigureAwait(false);
    }

    internal override bool IsUniqueViolation(DbException failure) => failure.SqlState == PostgresErrorCodes.UniqueViolation;

    internal override bool IsBrokenReference(DbException failure) => failure.SqlState == PostgresErrorCodes.ForeignKeyViolation;

    internal override string MinuteOf(string column) => $"date_trunc('minute', {column}, 'UTC')";

    // By class: connections, broken deadlocks, resources, an operator's hand, the system's own errors; and who it is that asks, which
    // says nothing of what is asked.
    internal override bool IsTransient(Exception failure) => failure switch
    {
        PostgresException e => e.IsTransient || e.SqlState[..2] is "08" or "28" or "3D" or "40" or "53" or "57" or "58"
            || e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable,
        _ => IsDriverFailure(failure),
    };

    internal static bool IsDriverFailure(Exception failure) =>
        failure is NpgsqlException or TimeoutException or SocketException or IOException;

    // Not a timeout: that server is there, and waiting as long again would not make it faster.
    private static bool IsLostConnection(Exception failure) => failure switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException e => e.InnerException is IOException or SocketException,
        _ => failure is IOException or SocketException,
    };

    private static async Task AddAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, "flowker_additions", cancellationToken).ConfigureAwait(false))
        {
            await ExecuteAsync(connection, SchemaScripts.AdditionsTable, cancellationToken).ConfigureAwait(false);
        }

        await using var look = connection.Command("select name from flowker_additions");
        var found = await look.ListAsync(r => r.GetString(0), cancellationToken).ConfigureAwait(false);
        foreach (var (name, script) in SchemaScripts.AdditionsOf("Postgres").Where(a => !found.Contains(a.Name)))
        {
            await ExecuteAsync(connection, script, cancellationToken).ConfigureAwait(false);
            await using var record = connection.Command("insert into flowker_additions (name) values (@name)").With("name", name);
            await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        await using var look = connection.Command("select to_regclass(@table) is not null").With("table", table);
        return (bool)(await look.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await ExistsAsync(connection, "flowker_schema", cancellationToken).ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "create table flowker_schema (version int not null)", cancellationToken).ConfigureAwait(false);
        }

        await using var command = connection.Command("select coalesce(max(version), 0) from flowker_schema");
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private sealed class Progress
    {
        public bool MayBeDone { get; set; }
    }
}
