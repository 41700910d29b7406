using System.Runtime.Versioning;
using Flowker.Storage.Sqlite;

namespace Flowker.Storage.Tests;

/// <summary>Who may read what embedded storage keeps, the keys of all secrets among it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileModeTests : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = Mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _parent = Directory.CreateTempSubdirectory("flowker-modes-").FullName;

    private string Folder => Path.Combine(_parent, "data");

    [Fact]
    public async Task What_is_new_is_for_its_user_alone()
    {
        await using var database = await OpenAsync(Folder);
        IsPrivate(Folder);
    }

    [Fact]
    public async Task What_was_open_is_closed_at_the_next_start()
    {
        await (await OpenAsync(Folder)).DisposeAsync();
        using (var left = new FileStream(Path.Combine(Folder, "flowker.db-wal"), FileMode.OpenOrCreate))
        {
            Assert.True(left.CanWrite);
        }

        foreach (var file in Directory.GetFiles(Folder))
        {
            File.SetUnixFileMode(file, Everybody);
        }

        File.SetUnixFileMode(Folder, Everybody | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await using var database = await OpenAsync(Folder);
        IsPrivate(Folder);
    }

    [Fact]
    public async Task A_folder_that_is_made_for_everybody_stays_so_and_its_files_do_not()
    {
        Directory.CreateDirectory(Folder);
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_111_111 | UnixFileMode.StickyBit);
        await using var database = await OpenAsync(Folder);
        Assert.True(File.GetUnixFileMode(Folder).HasFlag(UnixFileMode.StickyBit | UnixFileMode.OtherWrite));
        Assert.Equal(Mine, File.GetUnixFileMode(Path.Combine(Folder, "flowker.lock")));
        Assert.False(File.GetUnixFileMode(Path.Combine(Folder, "flowker.db")).HasFlag(UnixFileMode.OtherRead));
    }

    [Fact]
    public void Where_a_group_shares_a_folder_on_purpose_only_others_are_shut_out()
    {
        Directory.CreateDirectory(Folder);
        File.SetUnixFileMode(Folder, (UnixFileMode)0b111_111_101);
        Assert.True(PrivateFiles.MakeSharedFolder(Folder));
        Assert.Equal((UnixFileMode)0b111_111_000, File.GetUnixFileMode(Folder));
        File.WriteAllText(Path.Combine(Folder, "key.xml"), "");
        File.SetUnixFileMode(Path.Combine(Folder, "key.xml"), Everybody);
        Assert.True(PrivateFiles.Close(Path.Combine(Folder, "key.xml")));
        Assert.Equal(Mine | UnixFileMode.GroupRead, File.GetUnixFileMode(Path.Combine(Folder, "key.xml")));
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    private static async Task<SqliteDatabase> OpenAsync(string folder)
    {
        var database = new SqliteDatabase(folder);
        await database.TakeExclusiveUseAsync();
        await database.InitializeAsync();
        // Something is written, so that there are a log and its index.
        await database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = "create table if not exists of_the_test (n integer)";
                await command.ExecuteNonQueryAsync(token);
                return (true, 0);
            },
            CancellationToken.None);
        return database;
    }

    private static void IsPrivate(string folder)
    {
        Assert.Equal(Mine | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        var files = Directory.GetFiles(folder);
        Assert.Subset(new HashSet<string?> { "flowker.db", "flowker.db-wal", "flowker.db-shm", "flowker.lock" }, files.Select(Path.GetFileName).ToHashSet());
        Assert.Contains(files, f => f.EndsWith("-wal", StringComparison.Ordinal));
        Assert.All(files, f => Assert.Equal(Mine, File.GetUnixFileMode(f)));
    }
}
