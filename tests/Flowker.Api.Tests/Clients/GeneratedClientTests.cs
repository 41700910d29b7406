using System.Diagnostics;
using NJsonSchema.CodeGeneration.CSharp;

namespace Flowker.Api.Tests.Clients;

/// <summary>
/// Clients that generators make of the document compile, and take a payment from its start to its output. What is generated is made
/// anew by each run.
/// </summary>
public sealed class GeneratedClientTests(Service service) : IClassFixture<Service>
{
    private const string Nodes =
        """
        [{"id":"t","type":"trigger"},{"id":"out","type":"action","data":{"actionType":"set_output","output":{"amount":"${workflow.amount}"}}}]
        """;

    private const string Edges = """[{"id":"e","source":"t","target":"out"}]""";

    [Theory]
    [InlineData(CSharpJsonLibrary.NewtonsoftJson)]
    [InlineData(CSharpJsonLibrary.SystemTextJson)]
    public async Task One_by_NSwag_starts_waits_lists_and_reads_the_output(CSharpJsonLibrary json)
    {
        var workflow = await service.ActivateAsync(Nodes, Edges);
        var program = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Clients", "nswag", "Payment.cs"));
        var client = await GeneratedAssembly.OfAsync((await service.GetAsync("/openapi/v1.json")).Text, program, json);
        var run = client.GetType("Payment")!.GetMethod("RunAsync")!;
        Assert.Equal("Completed True 12.5 True", await (Task<string>)run.Invoke(null, [service.Http, workflow, $"nswag-{json}"])!);
    }

    [Fact]
    public async Task One_by_openapi_typescript_starts_waits_lists_and_reads_the_output()
    {
        var workflow = await service.ActivateAsync(Nodes, Edges);
        var source = Path.Combine(Repository.Root, "tests", "Flowker.Api.Tests", "Clients", "typescript");
        await InstallAsync(source);
        var folder = Directory.CreateTempSubdirectory("flowker-typescript-").FullName;
        try
        {
            foreach (var file in new[] { "package.json", "tsconfig.json", "payment.ts" })
            {
                File.Copy(Path.Combine(source, file), Path.Combine(folder, file));
            }

            Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), Path.Combine(source, "node_modules"));
            await File.WriteAllTextAsync(Path.Combine(folder, "openapi.json"), (await service.GetAsync("/openapi/v1.json")).Text);
            await RunAsync(folder, "npm", "run", "--silent", "generate");
            await RunAsync(folder, "npm", "run", "--silent", "compile");
            var said = await RunAsync(folder, "node", "out/payment.js", service.Http.BaseAddress!.ToString().TrimEnd('/'), workflow);
            Assert.Equal("""{"status":"completed","listed":true,"amount":12.5}""", said.Trim());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // test.sh has installed them; whoever runs this test alone gets them here, once for each change of the lock file.
    private static async Task InstallAsync(string source)
    {
        var (installed, wanted) = (new FileInfo(Path.Combine(source, "node_modules", ".package-lock.json")), new FileInfo(Path.Combine(source, "package-lock.json")));
        if (!installed.Exists || installed.LastWriteTimeUtc < wanted.LastWriteTimeUtc)
        {
            await RunAsync(source, "npm", "ci", "--no-audit", "--no-fund");
            File.SetLastWriteTimeUtc(installed.FullName, DateTime.UtcNow);
        }
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException(
                $"'{program}' is not on the path. This test needs Node.js 20 or newer with npm: apt-get install nodejs npm, or https://nodejs.org; ./test.sh installs it where it can.");
        }

        using (process)
        {
            var (said, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}:\n{await said}{await failed}");
            return await said;
        }
    }
}
