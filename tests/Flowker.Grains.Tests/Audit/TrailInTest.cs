using System.Data.Common;
using Flowker.Grains.Audit;
using Flowker.Storage;
using Flowker.Storage.Audit;
using Flowker.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Flowker.Grains.Tests.Audit;

/// <summary>A trail in a database of its own, with the parts that extend, sign and verify it, and a way past its triggers.</summary>
internal sealed class TrailInTest : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowker-trail-").FullName;
    private readonly ServiceProvider _services;
    private readonly string? _connectionString;

    private TrailInTest(string? connectionString, int checkpointEvents)
    {
        _connectionString = connectionString;
        Options = new AuditOptions
        {
            SigningKeyPath = Path.Combine(_folder, "keys", "key.pem"),
            CheckpointFile = Path.Combine(_folder, "checkpoints.ndjson"),
            CheckpointEvents = checkpointEvents,
        };
        _services = new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddFlowkerStorage(new StorageOptions { ConnectionString = connectionString, DataDirectory = _folder })
            .BuildServiceProvider();
        Silo = new SiloInTest(this, Options, new SwitchInTest());
    }

    public AuditOptions Options { get; }

    /// <summary>The silo of most tests, of a time when each had its own key.</summary>
    public SiloInTest Silo { get; private set; }

    public string Folder => _folder;

    public IServiceProvider Services => _services;

    public IAuditChain Chain => _services.GetRequiredService<IAuditChain>();

    public IAuditCheckpoints Checkpoints => _services.GetRequiredService<IAuditCheckpoints>();

    public IAuditLog Log => _services.GetRequiredService<IAuditLog>();

    public bool IsPostgres => _connectionString is not null;

    public static async Task<TrailInTest> CreateAsync(bool postgres, int checkpointEvents = 4)
    {
        var trail = new TrailInTest(postgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null, checkpointEvents);
        await trail._services.GetRequiredService<FlowkerDatabase>().InitializeAsync();
        return trail;
    }

    public async Task WriteAsync(int events)
    {
        for (var i = 0; i < events; i++)
        {
            await Log.AddAsync(AuditEvents.Make(
                "WORKFLOW_UPDATED", "UPDATE", AuditEvents.Workflow, Guid.NewGuid(), AuditEvents.Engine, DateTimeOffset.UtcNow, ("workflow.name", $"n{i}")));
        }
    }

    /// <summary>An event on PostgreSQL that has its id and is committed only when the answer is disposed.</summary>
    public async Task<IAsyncDisposable> WriteLateAsync()
    {
        var connection = new NpgsqlConnection(_connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var insert = new NpgsqlCommand(
            """
            begin;
            insert into audit_events (event_id, event_type, action, result, resource_type, resource_id, actor_type, actor_id, actor_ip, at, metadata, context)
            values (gen_random_uuid(), 'X', 'X', 'SUCCESS', 'x', 'x', 'x', 'x', 'x', now(), '{}', '{}')
            """,
            connection);
        await insert.ExecuteNonQueryAsync();
        return new Late(connection);
    }

    /// <summary>One turn of leading, as a silo takes it: what waits is chained, and signed as far as it is due.</summary>
    public Task<ChainHead> ChainAsync(string owner = "one", bool sign = true) => Silo.ChainAsync(owner, sign);

    public Task<AuditFinding> VerifyAsync(long target, bool fromCheckpoint = false) => Silo.VerifyAsync(target, fromCheckpoint);

    /// <summary>The checkpoints so far go to the file, as the publisher writes them.</summary>
    public async Task PublishAsync() => await File.WriteAllLinesAsync(
        Options.CheckpointFile!, (await Checkpoints.ListAsync(0, 1_000)).Select(c => c.Body));

    /// <summary>What the owner does to remove old events, with all triggers in place.</summary>
    public Task RemoveAsync(long through) =>
        RunAsync($"delete from audit_events where id in (select id from audit_chain where seq <= {through})");

    /// <summary>What someone can do who owns the database: nothing stops him.</summary>
    public Task TamperAsync(string sql)
    {
        var triggers = new[]
        {
            "audit_events_no_update", "audit_events_retained", "audit_events_keys_stay", "audit_chain_no_update", "audit_chain_no_delete",
            "audit_checkpoints_no_update", "audit_checkpoints_no_delete",
        };
        return RunAsync((IsPostgres
            ? "set session_replication_role = replica; "
            : string.Concat(triggers.Select(t => $"drop trigger if exists {t}; "))) + sql);
    }

    private async Task RunAsync(string sql)
    {
        await using DbConnection connection = IsPostgres
            ? new NpgsqlConnection(_connectionString + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(_folder, "flowker.db")};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The same trail for someone without the key.</summary>
    public void LoseKey()
    {
        Silo.Dispose();
        Silo = new SiloInTest(
            this,
            new AuditOptions { SigningKeyPath = Path.Combine(_folder, "other", "key.pem"), CheckpointFile = Options.CheckpointFile },
            new SwitchInTest());
    }

    public async ValueTask DisposeAsync()
    {
        Silo.Dispose();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Late(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using var commit = new NpgsqlCommand("commit", connection);
            await commit.ExecuteNonQueryAsync();
            await connection.DisposeAsync();
        }
    }
}
