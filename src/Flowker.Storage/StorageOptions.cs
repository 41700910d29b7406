namespace Flowker.Storage;

/// <summary>Which database, and where.</summary>
public sealed record StorageOptions
{
    /// <summary>A PostgreSQL connection string; null for SQLite in <see cref="DataDirectory"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Created when it does not exist.</summary>
    public string DataDirectory { get; init; } = "data";
}
