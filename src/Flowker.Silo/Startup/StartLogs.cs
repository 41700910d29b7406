namespace Flowker.Silo.Startup;

/// <summary>
/// Keeps back, until the process has started, what libraries log of a start that fails: the program says it itself, in one line. And
/// what they advise against our own settings of the runtime.
/// </summary>
internal sealed class StartLogs : IHostedLifecycleService
{
    // They log, at this level, the exception that the start then ends with.
    private static readonly (string Category, LogLevel Level)[] TellFailedStarts =
    [
        ("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Error),
        ("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical),
        ("Orleans.Runtime.SiloLifecycleSubject", LogLevel.Critical),
        ("Orleans.Runtime.ClientLifecycleSubject", LogLevel.Critical),
    ];

    // It advises server garbage collection, which costs a small process more than it gains: docs/performance.md, "Settings of the runtime".
    private const string Advisor = "Orleans.Runtime.Silo";

    private volatile bool _started;

    public void Filter(ILoggingBuilder logging)
    {
        foreach (var (category, heldBack) in TellFailedStarts)
        {
            logging.AddFilter(category, level => level >= LogLevel.Warning && (_started || level > heldBack));
        }

        logging.AddFilter(Advisor, level => level >= (_started ? LogLevel.Warning : LogLevel.Error));
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
