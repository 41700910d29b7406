using Flowker.Storage.Sql;

namespace Flowker.Storage.Tests;

/// <summary>What the database will never take is told apart from a database that is away.</summary>
public sealed class RefusedForGoodTests
{
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_statement_that_the_database_refuses_is_no_outage(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var read = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Database.ReadAsync(
            async (connection, token) => await connection.Command("select nothing from nowhere").ExecuteScalarAsync(token), CancellationToken.None));
        var write = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Database.WriteAsync(
            async (connection, transaction, token) => (true, await connection.Command("insert into executions (id) values (null)", transaction).ExecuteNonQueryAsync(token)),
            CancellationToken.None));
        Assert.True(read.IsRefusal && write.IsRefusal);
        Assert.True(await store.Database.CanWriteAsync());
    }

    [Fact]
    public async Task A_row_too_large_for_an_index_is_no_outage()
    {
        await using var store = await Store.CreateAsync(Backend.Postgres);
        await store.RunAsync("create table large (path text primary key)");
        var path = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4_000));
        var write = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Database.WriteAsync(
            async (connection, transaction, token) =>
                (true, await connection.Command("insert into large values (@path)", transaction).With("path", path).ExecuteNonQueryAsync(token)),
            CancellationToken.None));
        Assert.True(write.IsRefusal);
    }
}
