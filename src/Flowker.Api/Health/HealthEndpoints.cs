using System.Reflection;
using Flowker.Api.Endpoints;
using Flowker.Api.OpenApi;
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

        var health = routes.MapGroup("").WithTags("Health API");
        health.MapRead("/health/live", () => ApiJson.Ok(new LiveResponse("healthy")))
            .Describes("getLiveness", "Check Liveness", "The process answers.")
            .Gives<LiveResponse>();
        health.MapRead("/version", () => ApiJson.Ok(new VersionResponse(time.GetUtcNow().UtcDateTime, version)))
            .Describes("getVersion", "Retrieve the Version", "Which version answers.")
            .Gives<VersionResponse>();
        health.MapRead("/health", async (HealthCheckService checks, Draining draining, CancellationToken cancellationToken) =>
        {
            var (healthy, report) = await CheckAsync(checks, draining, cancellationToken);
            return ApiJson.Status(Status(healthy), new HealthResponse(
                Word(healthy), version, HealthResponse.Text(time.GetElapsedTime(started)), time.GetUtcNow().UtcDateTime, Checks(report)));
        })
            .Describes("getHealth", "Check Health", "How the service and what it depends on are, for people.")
            .Gives<HealthResponse>().Gives<HealthResponse>(503);
        foreach (var (path, id) in new[] { ("/health/ready", "getReadiness"), ("/readyz", "getReadyz") })
        {
            health.MapRead(path, async (HealthCheckService checks, Draining draining, CancellationToken cancellationToken) =>
            {
                var (healthy, report) = await CheckAsync(checks, draining, cancellationToken);
                return ApiJson.Status(Status(healthy), new ReadinessResponse(Word(healthy), Dependencies(report), version, mode));
            })
                .Describes(id, "Check Readiness", "Whether the service takes requests, for load balancers; not while it drains.")
                .Gives<ReadinessResponse>().Gives<ReadinessResponse>(503);
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
