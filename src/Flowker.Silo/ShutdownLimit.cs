using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Flowker.Silo;

/// <summary>
/// Ends the process when its orderly end takes too long, since something that it waits for is away. Nothing is lost by that: what was
/// acknowledged is stored, and what was in flight is taken over as after a crash.
/// </summary>
internal sealed class ShutdownLimit : IDisposable
{
    // What of the five seconds beyond ShutdownSeconds is left for the end itself.
    private static readonly TimeSpan More = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(300);

    private readonly ManualResetEventSlim _ended = new();
    private readonly TimeSpan _limit;
    private readonly CancellationTokenRegistration _asked;
    private readonly ILogger _logger;

    private ShutdownLimit(IServiceProvider services)
    {
        _limit = TimeSpan.FromSeconds(services.GetRequiredService<IOptions<FlowkerOptions>>().Value.ShutdownSeconds) + More;
        _logger = services.GetRequiredService<ILogger<ShutdownLimit>>();
        _asked = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(Begin);
    }

    /// <summary>Counts from the moment at which the host is asked to stop, until this is disposed of.</summary>
    public static ShutdownLimit Of(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new ShutdownLimit(host.Services);
    }

    public void Dispose()
    {
        _ended.Set();
        _asked.Dispose();
    }

    // A thread of its own: the pool's may all be waiting.
    private void Begin() => new Thread(Watch) { Name = "flowker-shutdown", IsBackground = true }.Start();

    private void Watch()
    {
        if (_ended.Wait(_limit))
        {
            return;
        }

        SiloLog.EndedByForce(_logger, _limit.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        Thread.Sleep(LastWord);
        new Thread(Kill) { IsBackground = true }.Start();
        Environment.Exit(0);
    }

    private static void Kill()
    {
        Thread.Sleep(LastWord);
        Process.GetCurrentProcess().Kill();
    }
}
