using Flowker.Storage.Definitions;

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
        var (execution, workflow, provider) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using var store = await Store.CreateEmptyAsync(backend);
        await store.RunAsync(SchemaScripts.Of(backend.ToString())[0].Sql);
        if (backend is Backend.Postgres)
        {
            await store.RunAsync("create table flowker_schema (version int not null); insert into flowker_schema values (1)");
        }
        else
        {
            await SetVersionAsync(store, 1);
        }

        await store.RunAsync($$"""
            insert into executions (id, tenant, workflow_id, definition_hash, idempotency_key, fingerprint, version, status, started_at, total_steps, current_step, completed_at)
            values ({{Id(execution)}}, 'default', {{Id(workflow)}}, 'h', 'k', {{Bytes(store, "x")}}, 2, 'completed', '2026-05-01 12:00:00', 1, 1, '2026-05-01 12:00:02');
            insert into idempotency_keys (tenant, key, execution_id) values ('default', 'k', {{Id(execution)}});
            insert into provider_configurations (id, tenant, name, provider_id, status, version, config, metadata, created_at, updated_at)
            values ({{Id(provider)}}, 'default', 'bank', 'http', 'active', 1, {{Bytes(store, "{}")}}, {{Bytes(store, "")}}, '2026-05-01 12:00:00', '2026-05-01 12:00:00');
            insert into workflows (id, tenant, name, status, version, body, created_at, updated_at)
            values ({{Id(workflow)}}, 'default', 'payments', 'active', 2,
                {{Bytes(store, $$$"""{"nodes":[{"id":"a","type":"executor","data":{"providerConfigId":"{{{provider}}}"}}]}""")}}, '2026-05-01 12:00:00', '2026-05-01 12:00:00')
            """);
        await using var later = await store.OpenAgainAsync();
        Assert.Equal(execution, (await later.Executions.GetByKeyAsync("default", "k"))!.ExecutionId);
        Assert.Equal(1, (await later.Statistics.CountAsync("default", null, null))["completed"]);
        Assert.Equal(SaveOutcome.InUse, await later.Definitions.DeleteProviderConfigurationAsync(provider, 1, []));
        Assert.True((await later.Definitions.GetWorkflowAsync(workflow))!.Secrets.IsEmpty);
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Additions_leave_the_version_as_it_is_until_a_feature_shuts_older_programs_out(Backend backend)
    {
        // As a program without additions left it.
        await using var store = await Store.CreateEmptyAsync(backend);
        var scripts = SchemaScripts.Of(backend.ToString());
        foreach (var (_, script) in scripts)
        {
            await store.RunAsync(script);
        }

        var older = scripts[^1].Version;
        if (backend is Backend.Postgres)
        {
            await store.RunAsync("create table flowker_schema (version int not null); insert into flowker_schema values (0)");
        }

        await SetVersionAsync(store, older);
        await using (var newer = await store.OpenAgainAsync())
        {
            Assert.False(newer.Database.WasMade);
            Assert.Empty(await newer.Features.ListAsync());
            Assert.True(await newer.Features.SwitchOnAsync(new("bearable", Noon, "flowker"), shutsOutOlder: false, [Rows.Audit("bearable")]));
        }

        // Older programs ask for the version alone, and it is still theirs.
        Assert.Equal(older, await store.VersionAsync());
        await using (var again = await store.OpenAgainAsync())
        {
            Assert.True(await again.Features.SwitchOnAsync(new("unbearable", Noon, "admin"), shutsOutOlder: true, [Rows.Audit("unbearable")]));
            Assert.False(await again.Features.SwitchOnAsync(new("unbearable", Noon, "admin"), shutsOutOlder: true, [Rows.Audit("twice")]));
            Assert.Equal([new("bearable", Noon, "flowker"), new("unbearable", Noon, "admin")], await again.Features.ListAsync());
        }

        Assert.Equal(older + 1, await store.VersionAsync());
        await using var last = await store.OpenAgainAsync();
        Assert.Equal(older + 1, await store.VersionAsync());
        Assert.Equal(["bearable", "unbearable"], (await last.Chain.ReadUnchainedAsync(0, 10)).Select(r => r.Entry.ResourceId));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task What_a_silo_knows_is_replaced_by_what_it_writes_later(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        Assert.True(store.Database.WasMade);
        await store.Features.AnnounceAsync(new("one", ["a"], Holds: true, Noon));
        await store.Features.AnnounceAsync(new("two", [], Holds: false, Noon));
        await store.Features.AnnounceAsync(new("one", ["a", "b"], Holds: false, Noon.AddHours(1)));
        await store.Features.AnnounceAsync(new("three", ["c"], Holds: true, Noon));
        await store.Features.ForgetAsync(["three", "four"]);
        var silos = await store.Features.ListSilosAsync();
        Assert.Equal(["one:a,b:False:13", "two::False:12"], silos.Select(s => $"{s.Silo}:{string.Join(',', s.Features)}:{s.Holds}:{s.WrittenAt.Hour}"));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Many_processes_that_start_at_once_make_one_schema(Backend backend)
    {
        await using var store = await Store.CreateEmptyAsync(backend);
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

    private static DateTimeOffset Noon { get; } = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    // As the driver of embedded storage writes them; the other database takes them too.
    private static string Id(Guid id) => $"'{id.ToString().ToUpperInvariant()}'";

    private static string Bytes(Store store, string text)
    {
        var hex = Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));
        return store.ConnectionString is null ? $"x'{hex}'" : $"'\\x{hex}'::bytea";
    }

    private static Task SetVersionAsync(Store store, int version) =>
        store.RunAsync(store.ConnectionString is null ? $"pragma user_version = {version}" : $"update flowker_schema set version = {version}");
}
