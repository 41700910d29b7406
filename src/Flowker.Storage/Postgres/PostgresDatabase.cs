using System.Data.Common;
using System.Net.Sockets;
using Flowker.Storage.Sql;
using Npgsql;

namespace Flowker.Storage.Postgres;

/// <summary>PostgreSQL through one data source, which everything that talks to the database shares.</summary>
public sealed class PostgresDatabase : FlowkerDatabase
{
    private const long SchemaLock = 0x466c6f776b657201;
    private const long ExclusiveLock = 0x466c6f776b657202;

    private static readonly TimeSpan ExclusiveWait = TimeSpan.FromSeconds(15);

    private NpgsqlConnection? _exclusive;

    /// <summary>Pooling, preparing and time limits have presets; what the connection string says about them stands.</summary>
    public PostgresDatabase(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        foreach (var (name, value) in Presets)
        {
            if (!given.ContainsKey(name) || !IsGiven(connectionString, name))
            {
                given[name] = value;
            }
        }

        DataSource = new NpgsqlDataSourceBuilder(given.ConnectionString).Build();
    }

    private static readonly (string Name, object Value)[] Presets =
    [
        ("Max Auto Prepare", 100),
        ("Auto Prepare Min Usages", 2),
        ("No Reset On Close", true),
        ("Maximum Pool Size", 50),
        ("Keepalive", 30),
        ("Command Timeout", 10),
        ("Timeout", 5),
        ("Application Name", "flowker"),
    ];

    /// <summary>For Orleans' own providers too.</summary>
    public NpgsqlDataSource DataSource { get; }

    internal override string ClaimLock => "for update skip locked";

    public override async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, $"select pg_advisory_xact_lock({SchemaLock})", cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, "create table if not exists flowker_schema (version int not null)", cancellationToken).ConfigureAwait(false);
            var scripts = SchemaScripts.Of("Postgres");
            var found = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
            SchemaScripts.RefuseNewer(found, scripts.Count);
            foreach (var script in scripts.Skip(found))
            {
                await ExecuteAsync(connection, script, cancellationToken).ConfigureAwait(false);
            }

            await ExecuteAsync(
                connection, $"delete from flowker_schema; insert into flowker_schema values ({scripts.Count})", cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsDriverFailure(failure))
        {
            throw new StorageUnavailableException("The PostgreSQL database of ConnectionStrings:Flowker cannot be reached or used.", failure);
        }
    }

    public override async Task TakeExclusiveUseAsync(CancellationToken cancellationToken = default)
    {
        // The server may take a moment to notice that a killed predecessor is gone.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ExclusiveWait);
        _exclusive = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using var command = _exclusive.Command($"select pg_advisory_lock({ExclusiveLock})");
            command.CommandTimeout = 0;
            await command.ExecuteNonQueryAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException("Another Flowker process uses the database of ConnectionStrings:Flowker.");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_exclusive is not null)
        {
            await _exclusive.DisposeAsync().ConfigureAwait(false);
        }

        await DataSource.DisposeAsync().ConfigureAwait(false);
    }

    internal override async Task<T> ReadAsync<T>(
        Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await work(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsDriverFailure(failure))
        {
            throw new StorageUnavailableException("A read failed.", failure);
        }
    }

    internal override async Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<(bool Commit, T Value)>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await DataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            var (commit, value) = await work(connection, transaction, cancellationToken).ConfigureAwait(false);
            if (commit)
            {
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }

            return value;
        }
        catch (Exception failure) when (IsDriverFailure(failure) && !(failure is DbException broken && IsUniqueViolation(broken)))
        {
            throw new StorageUnavailableException("A write failed.", failure);
        }
    }

    internal override bool IsUniqueViolation(DbException failure) => failure.SqlState == PostgresErrorCodes.UniqueViolation;

    internal static bool IsDriverFailure(Exception failure) =>
        failure is NpgsqlException or TimeoutException or SocketException or IOException;

    private static bool IsGiven(string connectionString, string name) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey(name);

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("select coalesce(max(version), 0) from flowker_schema");
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
