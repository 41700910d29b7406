using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Flowker.Bench.Processes;

/// <summary>Flowker as a process of its own, as a user runs it.</summary>
internal sealed partial class FlowkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _pipe;

    private FlowkerProcess(Process process, string pipe, Uri address, TimeSpan startedIn)
    {
        _process = process;
        _pipe = pipe;
        Address = address;
        StartedIn = startedIn;
    }

    public Uri Address { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    /// <summary>From the launch to the first request that could be served.</summary>
    public TimeSpan StartedIn { get; }

    public static async Task<FlowkerProcess> StartAsync(string dataDirectory, string? connectionString, SiloPorts ports)
    {
        var watch = Stopwatch.StartNew();
        var pipe = $"flowker-bench-{Guid.NewGuid():N}";
        var process = Process.Start(StartInfo(dataDirectory, connectionString, ports, pipe))
            ?? throw new InvalidOperationException("The process did not start.");
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The process ended."));
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new FlowkerProcess(process, pipe, await listening.Task.WaitAsync(StartTime), watch.Elapsed);
        }
        catch (Exception failure) when (failure is TimeoutException or InvalidOperationException)
        {
            process.Kill();
            throw new InvalidOperationException($"Flowker did not come to listen. It said:\n{string.Join('\n', said)}");
        }

        void Read(string? line)
        {
            if (line is null)
            {
                return;
            }

            if (!listening.Task.IsCompleted)
            {
                said.Add(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        }
    }

    public Task<Counters> CountersAsync() => Counters.ReadAsync(_pipe);

    public TimeSpan ProcessorTime => Refreshed().TotalProcessorTime;

    public long WorkingSet => Refreshed().WorkingSet64;

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private Process Refreshed()
    {
        _process.Refresh();
        return _process;
    }

    private static ProcessStartInfo StartInfo(string dataDirectory, string? connectionString, SiloPorts ports, string pipe)
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
                ["Flowker__SiloPort"] = ports.Silo.ToString(CultureInfo.InvariantCulture),
                ["Flowker__GatewayPort"] = ports.Gateway.ToString(CultureInfo.InvariantCulture),
                ["SSRF_ALLOW_PRIVATE"] = "true",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
                ["DOTNET_STARTUP_HOOKS"] = typeof(FlowkerProcess).Assembly.Location,
                [Counters.PipeVariable] = pipe,
            },
        };
        if (connectionString is not null)
        {
            start.Environment["ConnectionStrings__Flowker"] = connectionString;
        }

        return start;
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
