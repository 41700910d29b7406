using Flowker.Api.Endpoints;
using Flowker.Api.OpenApi;
using Flowker.Silo.Telemetry;
using OpenTelemetry.Metrics;

namespace Flowker.Api.Health;

/// <summary>Metrics in the text form of Prometheus at <c>/metrics</c>: of HTTP, the runtime, Orleans, the database driver and Flowker itself.</summary>
internal static class MetricsEndpoint
{
    public static void AddMetricsEndpoint(this IServiceCollection services) => services.AddOpenTelemetry()
        .WithMetrics(metrics => metrics.AddFlowkerMeters().AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 1_000));

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var scrape = routes.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        routes.MapRead("/metrics", (HttpContext http) => scrape(http))
            .WithTags("Health API")
            .Describes("getMetrics", "Read Metrics", "Metrics in the text form of Prometheus.")
            .Gives<string>(contentType: "text/plain");
    }
}
