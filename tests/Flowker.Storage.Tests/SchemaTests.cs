using Microsoft.Data.Sqlite;
using Npgsql;

namespace Flowker.Storage.Tests;

/// <summary>How a process meets its database.</summary>
public sealed class SchemaTests
{
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_database_of_a_later_version_is_refused_and_left_alone(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        await SetVersionAsync(store, 99);
        await using var older = store.OpenUninitialized();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => older.Database.InitializeAsync());
        Assert.Contains("99", failure.Message, StringComparison.Ordinal);
        await store.Journal.AppendAsync(Rows.Start());
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_database_of_the_first_version_is_brought_up_to_date_with_its_rows(Backend backend)
    {
        await using var store = await Store.CreateUninitializedAsync(backend);
        await using var script = typeof(FlowkerDatabase).Assembly.GetManifestResourceStream($"Flowker.Storage.{backend}.Schema.001.sql")!;
        using var reader = new StreamReader(script);
        await RunAsync(store, await reader.ReadToEndAsync());
        if (backend is Backend.Postgres)
        {
            await RunAsync(store, "create table flowker_schema (version int not null); insert into flowker_schema values (1)");
        }
        else
        {
            await SetVersionAsync(store, 1);
        }

        var id = Guid.CreateVersion7();
        await RunAsync(store, $"""
            insert into executions (id, tenant, workflow_id, definition_hash, fingerprint, version, status, started_at, total_steps, current_step)
            values ('{id.ToString().ToUpperInvariant()}', 'default', '{Guid.NewGuid()}', 'hash', '', 1, 'running', '2026-01-01', 1, 0);
            insert into idempotency_keys values ('default', 'k', '{id.ToString().ToUpperInvariant()}')
            """);
        await using var later = await store.OpenAgainAsync();
        Assert.Equal(id, (await later.Executions.GetByKeyAsync("default", "k"))!.ExecutionId);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Many_processes_that_start_at_once_make_one_schema(Backend backend)
    {
        await using var store = await Store.CreateUninitializedAsync(backend);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var process = await store.OpenAgainAsync();
            await process.Journal.AppendAsync(Rows.Start());
        }));
    }

    [Fact]
    public async Task Embedded_storage_is_for_one_process_at_a_time()
    {
        await using var store = await Store.CreateAsync(Backend.Sqlite);
        var holder = store.OpenUninitialized();
        await holder.Database.TakeExclusiveUseAsync();
        await using var second = store.OpenUninitialized();
        await Assert.ThrowsAsync<InvalidOperationException>(() => second.Database.TakeExclusiveUseAsync());
        await holder.DisposeAsync();
        await using var successor = store.OpenUninitialized();
        await successor.Database.TakeExclusiveUseAsync();
    }

    [Theory]
    [InlineData("this is no connection string; password=secret")]
    [InlineData("Host=localhost;Max Auto Prepare=secret")]
    public async Task A_wrong_connection_string_is_named_and_not_shown(string connectionString)
    {
        await using var store = Store.Over(new StorageOptions { ConnectionString = connectionString });
        var failure = Assert.ThrowsAny<ArgumentException>(() => store.Database);
        Assert.Contains("ConnectionStrings:Flowker", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_opened_is_named_in_our_words()
    {
        var folder = Directory.CreateTempSubdirectory("flowker-store-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "flowker.db"), new string('x', 4_096));
            await using var broken = Store.Over(new StorageOptions { DataDirectory = folder });
            await Assert.ThrowsAsync<StorageUnavailableException>(() => broken.Database.InitializeAsync());
            await using var blocked = Store.Over(new StorageOptions { DataDirectory = Path.Combine(folder, "flowker.db", "below") });
            await Assert.ThrowsAsync<InvalidOperationException>(() => blocked.Database.TakeExclusiveUseAsync());
            await using var away = Store.Over(new StorageOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody" });
            await Assert.ThrowsAsync<StorageUnavailableException>(() => away.Database.InitializeAsync());
            Assert.False(await away.Database.PingAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task SetVersionAsync(Store store, int version) =>
        RunAsync(store, store.ConnectionString is null ? $"pragma user_version = {version}" : $"update flowker_schema set version = {version}");

    private static async Task RunAsync(Store store, string sql)
    {
#pragma warning disable CA2100 // The texts are those above.
        if (store.ConnectionString is { } connectionString)
        {
            await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
            return;
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(store.DataDirectory, "flowker.db")};Pooling=false");
        await connection.OpenAsync();
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = sql;
#pragma warning restore CA2100
        await pragma.ExecuteNonQueryAsync();
    }
}
