using System.Diagnostics;
using Flowker.Testing;

namespace Flowker.Cluster.Tests;

/// <summary>The program of <c>docs/grain-client.md</c>, beside a cluster that knows nothing of it.</summary>
public sealed class GrainClientTests
{
    [Fact]
    public async Task A_program_starts_waits_and_lists_by_grain_calls_alone()
    {
        var data = Directory.CreateTempSubdirectory("flowker-client-").FullName;
        try
        {
            var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
            await using var provider = await StubProvider.StartAsync();
            await using var silo = await FlowkerProcess.StartAsync(data, database, Role.Silo);
            await using var rest = await FlowkerProcess.StartAsync(data, database, Role.Client);
            var workflow = await Payments.CreateWorkflowAsync(rest.Http, provider.Address);

            var first = await RunAsync(database, workflow, "payment-1", """{"amount":12.5}""");
            var id = first[0].Split(' ')[1];
            Assert.Equal($"started {id}", first[0]);
            Assert.StartsWith("completed {", first[1], StringComparison.Ordinal);
            Assert.StartsWith($"listed {id} completed ", Assert.Single(first[2..]), StringComparison.Ordinal);

            var again = await RunAsync(database, workflow, "payment-1", """{"amount":12.5}""");
            Assert.Equal($"known {id}", again[0]);
            Assert.Equal(first[1..], again[1..]);
            Assert.Single(provider.Calls, c => c.Path == "/ledger");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    // Built as these tests are: bin/{configuration}/{framework}.
    private static string Program()
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "samples", "Flowker.Client", "bin", built.Parent!.Name, built.Name, "Flowker.Client.dll");
    }

    private static async Task<string[]> RunAsync(string database, string workflow, string key, string input)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Program(), workflow, key, input },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ConnectionStrings__Flowker"] = database, ["Logging__LogLevel__Default"] = "Error" },
        };
        using var program = Process.Start(start)!;
        var errors = program.StandardError.ReadToEndAsync();
        try
        {
            var said = await program.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(120));
            await program.WaitForExitAsync();
            Assert.True(program.ExitCode == 0, $"{said}\n{await errors}");
            return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill();
            }
        }
    }
}
