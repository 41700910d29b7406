using System.Net;
using System.Net.Sockets;
using Flowker.Silo.Startup;
using Microsoft.Extensions.Configuration;

namespace Flowker.Api.Tests;

/// <summary>The program as somebody runs it who reads only what it prints.</summary>
public sealed class StartProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowker-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:0", "API_KEY_ENABLED")]
    [InlineData("SERVER_ADDRESS", ":0", "API_KEY_ENABLED")]
    [InlineData("SERVER_ADDRESS", "127.0.0.1:many", "SERVER_ADDRESS")]
    [InlineData("SERVER_PORT", "70000", "SERVER_PORT")]
    [InlineData("LOG_LEVEL", "loud", "LOG_LEVEL")]
    [InlineData("Flowker__SiloPort", "70000", "Flowker:SiloPort")]
    [InlineData("Flowker__SiloPort", "seven", "Flowker:SiloPort")]
    [InlineData("PLUGIN_AUTH_ENABLED", "true", "PLUGIN_AUTH_ENABLED")]
    [InlineData("MULTI_TENANT_ENABLED", "1", "MULTI_TENANT_ENABLED")]
    public async Task A_wrong_setting_is_one_line_that_names_it(string setting, string value, string named)
    {
        await using var process = StartProcess.Run(_folder, [], (setting, value));
        Assert.Equal(78, await process.EndAsync());
        IsOneLine(process, named);
    }

    [Fact]
    public async Task A_taken_port_is_one_line_that_names_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var process = StartProcess.Run(_folder, [], ("SERVER_ADDRESS", $"127.0.0.1:{port}"));
        Assert.Equal(1, await process.EndAsync());
        IsOneLine(process, $"{port}");
    }

    [Fact]
    public async Task A_data_folder_that_is_none_is_one_line_that_names_it()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        await using var process = StartProcess.Run(_folder, [], ("SERVER_ADDRESS", "127.0.0.1:0"), ("Flowker__DataDirectory", file));
        Assert.Equal(1, await process.EndAsync());
        IsOneLine(process, file);
    }

    [Fact]
    public async Task A_database_that_is_away_is_one_line_that_names_its_setting()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        await using var process = StartProcess.Run(
            _folder, [], ("SERVER_ADDRESS", "127.0.0.1:0"), ("ConnectionStrings__Flowker", $"Host=127.0.0.1;Port={port};Username=flowker;Password=hunter2"));
        Assert.Equal(1, await process.EndAsync());
        IsOneLine(process, "ConnectionStrings__Flowker");
        Assert.DoesNotContain("hunter2", process.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "Usage: flowker")]
    [InlineData("--version", "flowker 0.")]
    public async Task It_says_what_it_is(string argument, string said)
    {
        await using var process = StartProcess.Run(_folder, [argument]);
        Assert.Equal(0, await process.EndAsync());
        Assert.Contains(said, process.Output, StringComparison.Ordinal);
        Assert.Empty(process.Errors);
    }

    [Fact]
    public async Task It_starts_with_a_warning_of_what_is_written_wrong_and_no_advice_on_garbage_collection()
    {
        await using var process = StartProcess.Run(
            _folder, [], ("SERVER_ADDRESS", "127.0.0.1:0"), ("Flowker__MaxOpenExecution", "7"), ("Flowker__Audit__CheckpointSeconds", "1"), ("LOG_LEVEL", "debug"));
        using var http = new HttpClient { BaseAddress = await process.ListeningAsync() };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/health/live")).StatusCode);
        Assert.Equal(0, await process.StopAsync());
        Assert.Contains("Flowker__MaxOpenExecution; did you mean Flowker__MaxOpenExecutions?", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ServerGC", process.Output, StringComparison.Ordinal);
        Assert.Empty(process.Errors);
    }

    [Theory]
    [InlineData("Flowker:SecretKeys:Directry", "Flowker__SecretKeys__Directory")]
    [InlineData("Flowker:Oidc:Isuer", "Flowker__Oidc__Issuer")]
    [InlineData("Flowker:Audit:CheckpointS3:Buckett", "Flowker__Audit__CheckpointS3__Bucket")]
    [InlineData("Flowker:DrainSecond", "Flowker__DrainSeconds")]
    [InlineData("Flowker:PleaseBeFast", null)]
    [InlineData("Flowker:Oidc:RoleMap:payments-team", "known")]
    [InlineData("flowker:datadirectory", "known")]
    public void A_setting_that_nothing_reads_is_found_with_the_nearest(string setting, string? nearest)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(setting, (string?)"x")]).Build();
        var found = UnknownSettings.In(configuration, KnownSettings.All()).ToArray();
        if (nearest == "known")
        {
            Assert.Empty(found);
            return;
        }

        Assert.Equal((setting.Replace(":", "__", StringComparison.Ordinal), nearest), Assert.Single(found));
    }

    private static void IsOneLine(StartProcess process, string named)
    {
        var line = Assert.Single(process.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("flowker: ", line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }
}
