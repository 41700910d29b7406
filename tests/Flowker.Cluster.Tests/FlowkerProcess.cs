using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Flowker.Cluster.Tests;

/// <summary>What a process of the tests is.</summary>
internal enum Role
{
    /// <summary>REST and a silo.</summary>
    Api,

    /// <summary>REST as a client of silos elsewhere.</summary>
    Client,

    /// <summary>A silo without REST.</summary>
    Silo,
}

/// <summary>Flowker as a process of its own, as a user runs it.</summary>
internal sealed partial class FlowkerProcess : IAsyncDisposable
{
    // As long as a cluster may take that has to find out first that its predecessors are all dead, on a busy machine.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly List<string> _said;

    private FlowkerProcess(Process process, List<string> said, Uri? address)
    {
        _process = process;
        _said = said;
        Http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(10) })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public HttpClient Http { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static Task<FlowkerProcess> StartAsync(
        string dataDirectory, string? connectionString, Role role = Role.Api, params (string Name, string Value)[] settings) =>
        StartAsync(Program(role), dataDirectory, connectionString, role, settings);

    /// <summary>A program that was built elsewhere.</summary>
    public static async Task<FlowkerProcess> StartAsync(
        string program, string dataDirectory, string? connectionString, Role role, (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { program },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = dataDirectory,
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Flowker__Host"] = role is Role.Client ? "client" : "silo",
                ["Flowker__DataDirectory"] = dataDirectory,
                ["Flowker__SiloPort"] = "0",
                ["Flowker__GatewayPort"] = "0",
                ["SSRF_ALLOW_PRIVATE"] = "true",
                ["ConnectionStrings__Flowker"] = connectionString,
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
                // A silo that finds itself declared dead ends itself at once; nobody wants its memory.
                ["DOTNET_DbgEnableMiniDump"] = "0",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
        var started = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        Uri? address = null;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(started.Task, process.WaitForExitAsync(), Task.Delay(StartTime));
        if (!started.Task.IsCompleted)
        {
            process.Kill();
            throw new InvalidOperationException($"Flowker did not start. It said:\n{Text(said)}");
        }

        return new FlowkerProcess(process, said, await started.Task);

        void Read(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (said)
            {
                said.Add(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                address = new Uri(match.Groups[1].Value);
            }

            if (line.Contains("Application started", StringComparison.Ordinal))
            {
                started.TrySetResult(address);
            }
        }
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and the end of the process. It must end in good order, within its own grace.</summary>
    public async Task StopAsync(TimeSpan? within = null)
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync().WaitAsync(within ?? TimeSpan.FromSeconds(90));
        Assert.True(_process.ExitCode == 0, $"Flowker ended with {_process.ExitCode}. It said:\n{Said}");
    }

    public Task PauseAsync() => SignalAsync("STOP");

    public Task ContinueAsync() => SignalAsync("CONT");

    public Task WaitForExitAsync() => _process.WaitForExitAsync().WaitAsync(StartTime);

    public string Said => Text(_said);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    // The silo's program finds its libraries beside it, not beside the tests, which run on another framework.
    private static string Program(Role role) => role is Role.Silo
        ? Path.Combine(
            AppContext.BaseDirectory.Replace(Path.Combine("tests", "Flowker.Cluster.Tests"), Path.Combine("src", "Flowker.Silo"), StringComparison.Ordinal),
            "Flowker.Silo.dll")
        : Path.Combine(AppContext.BaseDirectory, "Flowker.Api.dll");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static string Text(List<string> said)
    {
        lock (said)
        {
            return string.Join('\n', said);
        }
    }

    [GeneratedRegex(@"Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
