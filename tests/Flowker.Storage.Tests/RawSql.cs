using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Flowker.Storage.Tests;

/// <summary>SQL past the storage: what an operator, an attacker or an earlier version would do, and how the database plans.</summary>
internal static class RawSql
{
    public static Task RunAsync(this Store store, string sql) => OnAsync(store, async connection =>
    {
        await using var command = Command(connection, sql);
        return await command.ExecuteNonQueryAsync();
    });

    /// <summary>The version that a program looks at before it uses the database.</summary>
    public static Task<int> VersionAsync(this Store store) => OnAsync(store, async connection =>
    {
        await using var command = Command(connection, store.ConnectionString is null ? "pragma user_version" : "select version from flowker_schema");
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    });

    public static Task<string> PlanAsync(this Store store, string sql, Action<DbCommand> bind) => OnAsync(store, async connection =>
    {
        var (explain, column) = store.ConnectionString is null ? ("explain query plan ", 3) : ("explain ", 0);
        await using var command = Command(connection, explain + sql);
        bind(command);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(column));
        }

        return string.Join('\n', lines);
    });

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 120;
        return command;
    }

    private static async Task<T> OnAsync<T>(Store store, Func<DbConnection, Task<T>> work)
    {
        await using DbConnection connection = store.ConnectionString is { } connectionString
            ? new NpgsqlConnection(connectionString + ";Pooling=false")
            : new SqliteConnection($"Data Source={Path.Combine(store.DataDirectory, "flowker.db")};Pooling=false");
        await connection.OpenAsync();
        return await work(connection);
    }
}
