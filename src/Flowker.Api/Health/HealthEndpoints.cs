using System.Reflection;
using Flowker.Api.Endpoints;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Flowker.Api.Health;

/// <summary>
/// Probes, never authenticated. Live: the process answers. Ready: the silo is active, the database answers, and nobody asked
/// the process to stop. Source: <c>spec/reference-api.md</c>, 5.9; <c>spec/decisions.md</c>, <c>/health/live</c> and following.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly string Built =
        typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var configuration = routes.ServiceProvider.GetRequiredService<IConfiguration>();
        var version = configuration["VERSION"] is { Length: > 0 } named ? named : Built;
        var mode = configuration["DEPLOYMENT_MODE"] is { Length: > 0 } given ? given : "local";
        var time = routes.ServiceProvider.GetRequiredService<TimeProvider>();
        var started = time.GetTimestamp();

        routes.MapRead("/health/live", () => ApiJson.Ok(new LiveResponse("healthy")));
        routes.MapRead("/version", () => ApiJson.Ok(new VersionResponse(time.GetUtcNow().UtcDateTime, version)));
        routes.MapRead("/health", async (HealthCheckService checks, Draining draining, CancellationToken cancellationToken) =>
        {
            var (healthy, report) = await CheckAsync(checks, draining, cancellationToken);
            return ApiJson.Status(Status(healthy), new HealthResponse(
                Word(healthy), version, HealthResponse.Text(time.GetElapsedTime(started)), time.GetUtcNow().UtcDateTime, Checks(report)));
        });
        foreach (var path in new[] { "/health/ready", "/readyz" })
        {
            routes.MapRead(path, async (HealthCheckService checks, Draining draining, CancellationToken cancellationToken) =>
            {
                var (healthy, report) = await CheckAsync(checks, draining, cancellationToken);
                return ApiJson.Status(Status(healthy), new ReadinessResponse(Word(healthy), Dependencies(report), version, mode));
            });
        }
    }

    private static async Task<(bool Healthy, HealthReport? Report)> CheckAsync(
        HealthCheckService checks, Draining draining, CancellationToken cancellationToken)
    {
        if (draining.HasBegun)
        {
            return (false, null);
        }

        var report = await checks.CheckHealthAsync(cancellationToken);
        return (report.Status is HealthStatus.Healthy, report);
    }

    private static Dictionary<string, HealthCheckResponse> Checks(HealthReport? report) => Entries(report).ToDictionary(
        e => e.Key,
        e => e.Value.Status is HealthStatus.Healthy
            ? new HealthCheckResponse("healthy", "it answers")
            : new HealthCheckResponse("unhealthy", "it does not answer"));

    private static Dictionary<string, DependencyResponse> Dependencies(HealthReport? report) => Entries(report).ToDictionary(
        e => e.Key,
        e => e.Value.Status is HealthStatus.Healthy
            ? new DependencyResponse("up", (long)e.Value.Duration.TotalMilliseconds, null)
            : new DependencyResponse("down", null, "it does not answer"));

    private static IEnumerable<KeyValuePair<string, HealthReportEntry>> Entries(HealthReport? report) =>
        report is null ? [] : report.Entries;

    private static int Status(bool healthy) => healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    private static string Word(bool healthy) => healthy ? "healthy" : "unhealthy";
}
