using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Flowker.Api.Tests;

/// <summary>The program itself, with no setting but those that are given: what it says, and how it ends.</summary>
internal sealed partial class StartProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StartProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Read(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What was said on the standard output.</summary>
    public string Output => Joined(_output);

    /// <summary>What was said on the standard error output.</summary>
    public string Errors => Joined(_errors);

    public static StartProcess Run(string folder, string[] arguments, params (string Name, string? Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Flowker.Api.dll") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["Flowker__SiloPort"] = "0", ["Flowker__GatewayPort"] = "0", ["Flowker__DataDirectory"] = folder },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in new[] { "ASPNETCORE_URLS", "URLS", "urls", "SERVER_ADDRESS", "SERVER_PORT", "LOG_LEVEL", "ConnectionStrings__Flowker" })
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new StartProcess(Process.Start(start)!);
    }

    /// <summary>The address at which it listens, once it does.</summary>
    public async Task<Uri> ListeningAsync()
    {
        await Task.WhenAny(_listening.Task, _process.WaitForExitAsync()).WaitAsync(Patience);
        Assert.True(_listening.Task.IsCompleted, $"{Output}{Errors}");
        return await _listening.Task;
    }

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as an orchestrator does.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(List<string> lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Add(line);
        }

        if (Address().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    private static string Joined(List<string> lines)
    {
        lock (lines)
        {
            return string.Concat(lines.Select(l => l + "\n"));
        }
    }

    [GeneratedRegex(@"Now listening on: (\S+)")]
    private static partial Regex Address();
}
