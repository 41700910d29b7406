using System.Reflection;

namespace Flowker.Silo.Startup;

/// <summary>Runs a program of Flowker: what it says before it starts, and how it ends when it cannot.</summary>
public static class FlowkerProgram
{
    /// <summary>Exit code of a start that a setting stopped (EX_CONFIG of sysexits).</summary>
    public const int WrongSetting = 78;

    /// <summary>Exit code of a start that anything else stopped.</summary>
    public const int Failed = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Answers <c>--help</c> and <c>--version</c>, or creates the host, starts it, and waits for its end. A failed start is one line on
    /// the standard error output that names the setting, file or port.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, Func<IHost> create)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(create);
        if (args.Any(a => a is "--help" or "-h" or "-?"))
        {
            await Console.Out.WriteLineAsync(HelpText.Text);
            return 0;
        }

        if (args.Contains("--version"))
        {
            await Console.Out.WriteLineAsync($"flowker {Version}");
            return 0;
        }

        IHost host;
        try
        {
            host = create();
        }
        catch (Exception failure)
        {
            return await RefuseAsync(failure, whileReadingSettings: true);
        }

        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await host.StartAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await LetGoAsync(host);
            return 0;
        }
        catch (Exception failure)
        {
            var code = await RefuseAsync(failure, whileReadingSettings: false);
            await LetGoAsync(host);
            return code;
        }

        using var limit = ShutdownLimit.Of(host);
        try
        {
            await host.WaitForShutdownAsync();
            return 0;
        }
        finally
        {
            await DisposeAsync(host);
        }
    }

    private static string Version =>
        typeof(FlowkerProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    private static async Task<int> RefuseAsync(Exception failure, bool whileReadingSettings)
    {
        await Console.Error.WriteLineAsync($"flowker: {StartFailure.Line(failure)}");
        return StartFailure.IsOfASetting(failure, whileReadingSettings) ? WrongSetting : Failed;
    }

    // What was started takes its leave; what was not may not keep the process from ending.
    private static async Task LetGoAsync(IHost host)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await host.StopAsync(patience.Token).WaitAsync(Patience);
            await DisposeAsync(host).WaitAsync(Patience);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It was said already why the start failed; what follows from that is no news.
        }
    }

    private static async Task DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
            return;
        }

        host.Dispose();
    }
}
