using Flowker.Storage;

namespace Flowker.Bench.Processes;

/// <summary>An empty database for one service.</summary>
internal abstract class BenchStorage : IAsyncDisposable
{
    protected BenchStorage() => Folder = Directory.CreateTempSubdirectory("flowker-bench-").FullName;

    /// <summary>As the table names it.</summary>
    public abstract string Name { get; }

    /// <summary>Flowker's data folder.</summary>
    public string Folder { get; }

    /// <summary>Null for embedded storage.</summary>
    public virtual string? ConnectionString => null;

    public StorageOptions Options => new() { ConnectionString = ConnectionString, DataDirectory = Folder };

    /// <summary>What the database's own processes have used; zero when it has none.</summary>
    public virtual TimeSpan ProcessorTime => TimeSpan.Zero;

    public abstract Task<DiskUse> DiskUseAsync();

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Bytes on disk, and bytes written to the log on the way; null where the log cannot be told apart.</summary>
internal readonly record struct DiskUse(long Bytes, long? LogBytes);
