using Flowker.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flowker.Silo;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(FlowkerDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await database.PingAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}

/// <summary>Whether the silo takes work: it has joined and is not shutting down.</summary>
internal sealed class SiloHealth(ISiloStatusOracle silo) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(silo.CurrentStatus is SiloStatus.Active ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
