using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flowker.Api.Endpoints;

/// <summary>
/// Probes, never authenticated. Live: the process answers. Ready: the silo is active and the database answers.
/// Source: <c>spec/decisions.md</c>, <c>/health/live</c> and following.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly string Version =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapRead("/health/live", () => ApiJson.Ok(new LiveResponse("healthy")));
        routes.MapRead("/version", (TimeProvider time) => ApiJson.Ok(new VersionResponse(time.GetUtcNow().UtcDateTime, Version)));
        foreach (var path in new[] { "/health", "/health/ready", "/readyz" })
        {
            routes.MapRead(path, ReadyAsync);
        }
    }

    private static async Task<IResult> ReadyAsync(HealthCheckService checks, TimeProvider time, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        var healthy = report.Status is HealthStatus.Healthy;
        return ApiJson.Status(healthy ? 200 : 503, new ReadyResponse(
            healthy ? "healthy" : "unhealthy",
            Version,
            time.GetUtcNow().UtcDateTime,
            report.Entries.ToDictionary(e => e.Key, e => new CheckResponse(e.Value.Status is HealthStatus.Healthy ? "up" : "down"))));
    }

    private sealed record LiveResponse(string Status);

    private sealed record VersionResponse(DateTime RequestDate, string Version);

    private sealed record ReadyResponse(string Status, string Version, DateTime Timestamp, IReadOnlyDictionary<string, CheckResponse> Checks);

    private sealed record CheckResponse(string Status);
}
