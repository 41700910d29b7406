using Flowker.Storage.Journal;
using Flowker.Testing;
using Npgsql;

namespace Flowker.Storage.Tests;

/// <summary>
/// The plan of the writer's statement lives as long as its connection. Made over a young table it must still be good when
/// the table has grown, so no batch may ever read the table whole.
/// </summary>
public sealed class WriterPlanTests
{
    private const int Executions = 50;

    [Fact]
    public async Task No_batch_reads_all_executions()
    {
        await using var store = await Store.CreateAsync(await PostgresServer.SharedAsync());
        await using var source = NpgsqlDataSource.Create(store.ConnectionString + ";Application Name=observer");

        // A server process tells what it did at the latest when it ends.
        await store.DisposeAsync();
        var before = await ScansAsync(source, atLeast: 0);
        await using (var writing = Store.Over(new StorageOptions { ConnectionString = store.ConnectionString }))
        {
            for (var i = 0; i < Executions; i++)
            {
                var start = Rows.Start();
                await writing.Journal.AppendAsync(start);
                Assert.Equal(AppendOutcome.Committed, (await writing.Journal.AppendAsync(start.Next())).Outcome);
            }
        }

        var after = await ScansAsync(source, atLeast: before.ByIndex + Executions);
        Assert.Equal(before.Whole, after.Whole);
    }

    private static async Task<(long Whole, long ByIndex)> ScansAsync(NpgsqlDataSource source, long atLeast)
    {
        while (true)
        {
            // A connection of "flowker" that still runs has not told everything yet.
            await using var command = source.CreateCommand(
                """
                select seq_scan, idx_scan, (select count(*) from pg_stat_activity where datname = current_database() and application_name = 'flowker')
                from pg_stat_user_tables where relname = 'executions'
                """);
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            if (reader.GetInt64(1) >= atLeast && reader.GetInt64(2) == 0)
            {
                return (reader.GetInt64(0), reader.GetInt64(1));
            }
        }
    }
}
