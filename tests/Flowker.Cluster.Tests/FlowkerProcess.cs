using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Flowker.Cluster.Tests;

/// <summary>Flowker as a process of its own, as a user runs it.</summary>
internal sealed partial class FlowkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private FlowkerProcess(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Http { get; }

    public static async Task<FlowkerProcess> StartAsync(string dataDirectory, string? connectionString)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Flowker.Api.dll") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = dataDirectory,
            Environment =
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["Flowker__DataDirectory"] = dataDirectory,
                ["Flowker__SiloPort"] = "0",
                ["Flowker__GatewayPort"] = "0",
                ["SSRF_ALLOW_PRIVATE"] = "true",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
            },
        };
        if (connectionString is not null)
        {
            start.Environment["ConnectionStrings__Flowker"] = connectionString;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new FlowkerProcess(process, await listening.Task.WaitAsync(StartTime));
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new InvalidOperationException($"Flowker did not listen in time. It said:\n{string.Join('\n', said)}");
        }

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
                listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        }
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
