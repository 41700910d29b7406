using System.Diagnostics;

namespace Flowker.Cluster.Tests;

/// <summary>The program that anyone can run over what the service gave, as a process of its own.</summary>
internal static class OfflineVerifier
{
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory.Replace(Path.Combine("tests", "Flowker.Cluster.Tests"), Path.Combine("tools", "Flowker.Verify"), StringComparison.Ordinal),
        "flowker-verify.dll");

    public static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("The verifier did not start.");
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }
}
