namespace Flowker.Api.Health;

/// <summary>
/// Keeps serving for a while after the process was asked to stop, unready, so that load balancers see it and send their
/// requests elsewhere before the listener closes.
/// </summary>
internal sealed class Draining(TimeSpan delay, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService
{
    private volatile bool _begun;

    /// <summary>True from the moment the process is asked to stop.</summary>
    public bool HasBegun => _begun || lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Adds draining to a host.</summary>
internal static class DrainingServices
{
    public static void AddDraining(this IServiceCollection services, TimeSpan delay)
    {
        services.AddSingleton(s => new Draining(delay, s.GetRequiredService<IHostApplicationLifetime>(), s.GetRequiredService<TimeProvider>()));
        services.AddHostedService(s => s.GetRequiredService<Draining>());
        services.PostConfigure<HostOptions>(host => host.ShutdownTimeout += delay);
    }
}
