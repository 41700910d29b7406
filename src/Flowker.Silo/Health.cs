using Flowker.Grains.Interfaces.Operations;
using Flowker.Grains.Operations;
using Flowker.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flowker.Silo;

/// <summary>Whether the database takes writes. One that can only be read is of no use.</summary>
internal sealed class DatabaseHealth(FlowkerDatabase database, TimeProvider time) : IHealthCheck
{
    private readonly Probe _probe = new(() => database.CanWriteAsync(), time);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await _probe.WorksAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}

/// <summary>Whether the silo takes work: it has joined, is not shutting down, and can activate a grain.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silo, IGrainFactory grains, TimeProvider time) : IHealthCheck
{
    private readonly Probe _probe = new(
        async () =>
        {
            await grains.GetGrain<IReadinessGrain>(Guid.NewGuid()).AnswerAsync();
            return true;
        },
        time);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (silo.CurrentStatus is not SiloStatus.Active)
        {
            return HealthCheckResult.Unhealthy();
        }

        try
        {
            return await _probe.WorksAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(exception: failure);
        }
    }
}

/// <summary>Whether a silo of the cluster answers, and can write.</summary>
internal sealed class ClusterHealth(IGrainFactory grains, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Probe _probe = new(() => grains.GetGrain<IOperationsGrain>(0).PingAsync(), time);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _probe.WorksAsync(cancellationToken).WaitAsync(Patience, cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy();
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy();
        }
    }
}
