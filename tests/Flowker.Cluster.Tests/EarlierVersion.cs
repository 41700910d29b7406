using System.Diagnostics;

namespace Flowker.Cluster.Tests;

/// <summary>
/// Version 0.1, built once from the repository's history into <c>artifacts/versions</c>. A build made elsewhere is named by
/// <c>FLOWKER_TEST_EARLIER_VERSION</c>, the folder in which <c>Flowker.Api.dll</c> lies.
/// </summary>
internal static class EarlierVersion
{
    private const string Commit = "affc1fd9afb0ec48f5bfb835f87bbea1eae09748";
    private const string Variable = "FLOWKER_TEST_EARLIER_VERSION";

    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>The program.</summary>
    public static Task<string> ProgramAsync() => Built.Value;

    private static async Task<string> BuildAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder)
        {
            var given = Path.Combine(folder, "Flowker.Api.dll");
            Assert.True(File.Exists(given), $"{Variable} names a folder without Flowker.Api.dll.");
            return given;
        }

        var versions = Path.Combine(Repository.Root, "artifacts", "versions");
        var program = Path.Combine(versions, Commit, "Flowker.Api.dll");
        if (File.Exists(program))
        {
            return program;
        }

        var (known, _) = await RunAsync(Repository.Root, "git", "cat-file", "-e", $"{Commit}^{{commit}}");
        Assert.True(known, $"""
            Version 0.1 (commit {Commit}) is not in the history of this clone, so what the upgrade tests roll from cannot be built. A shallow clone
            gets it with "git fetch --depth=1 origin {Commit}" or "git fetch --unshallow"; or name a build of it by {Variable}.
            """);
        Directory.CreateDirectory(versions);
        var work = Directory.CreateTempSubdirectory("flowker-0.1-").FullName;
        try
        {
            await MustRunAsync(Repository.Root, "git", "archive", "--format=tar", "--output", Path.Combine(work, "source.tar"), Commit);
            Directory.CreateDirectory(Path.Combine(work, "source"));
            await MustRunAsync(work, "tar", "-xf", "source.tar", "-C", "source");
            await MustRunAsync(
                Path.Combine(work, "source"), "dotnet", "publish", "src/Flowker.Api", "-c", "Release", "--nologo", "-v", "q", "-p:RunAnalyzers=false",
                "-o", Path.Combine(work, "program"));
            var target = Path.GetDirectoryName(program)!;
            if (!Directory.Exists(target))
            {
                // Copied beside and then renamed, so that nobody ever finds half of it.
                var beside = target + "." + Environment.ProcessId;
                await MustRunAsync(work, "cp", "-r", "program", beside);
                Directory.Move(beside, target);
            }

            return program;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task MustRunAsync(string folder, string program, params string[] arguments)
    {
        var (succeeded, said) = await RunAsync(folder, program, arguments);
        Assert.True(succeeded, $"{program} {string.Join(' ', arguments)} failed:\n{said}");
    }

    private static async Task<(bool Succeeded, string Said)> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test run sets for itself is not meant for the build of another version.
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, string.Concat(said));
    }
}
