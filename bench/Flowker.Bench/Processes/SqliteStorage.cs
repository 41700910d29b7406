namespace Flowker.Bench.Processes;

/// <summary>Embedded storage in a folder of its own.</summary>
internal sealed class SqliteStorage : BenchStorage
{
    public override string Name => "sqlite";

    public override Task<DiskUse> DiskUseAsync() =>
        Task.FromResult(new DiskUse(new DirectoryInfo(Folder).EnumerateFiles().Sum(f => f.Length), null));
}
