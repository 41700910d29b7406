namespace Flowker.Cluster.Tests;

/// <summary>The repository that the tests are built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Flowker.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Flowker.sln was not found above the tests.");
        }

        return folder;
    }
}
