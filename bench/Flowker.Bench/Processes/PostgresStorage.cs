using Flowker.Testing;
using Npgsql;

namespace Flowker.Bench.Processes;

/// <summary>A database of the bench's own PostgreSQL server.</summary>
internal sealed class PostgresStorage : BenchStorage
{
    private readonly NpgsqlDataSource _source;
    private readonly int _server;

    private PostgresStorage(string connectionString, NpgsqlDataSource source, int server)
    {
        ConnectionString = connectionString;
        _source = source;
        _server = server;
    }

    public override string Name => "postgres";

    public override string ConnectionString { get; }

    public override TimeSpan ProcessorTime => ProcessTree.ProcessorTime(_server);

    public static async Task<PostgresStorage> CreateAsync(PostgresServer server)
    {
        var connectionString = await server.CreateDatabaseAsync();
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 2 });
        await using var command = source.CreateCommand("select pg_backend_pid()");
        var backend = (int)(await command.ExecuteScalarAsync())!;
        return new PostgresStorage(connectionString, source, ProcessTree.ParentOf(backend) ?? backend);
    }

    public override async Task<DiskUse> DiskUseAsync()
    {
        await using var command = _source.CreateCommand(
            "select pg_database_size(current_database()), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new DiskUse(reader.GetInt64(0), reader.GetInt64(1));
    }

    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }
}
