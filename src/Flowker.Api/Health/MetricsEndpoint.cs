using Flowker.Api.Endpoints;
using Flowker.Silo.Telemetry;
using OpenTelemetry.Metrics;

namespace Flowker.Api.Health;

/// <summary>Metrics in the text form of Prometheus at <c>/metrics</c>: of HTTP, the runtime, Orleans, the database driver and Flowker itself.</summary>
internal static class MetricsEndpoint
{
    public static void AddMetricsEndpoint(this IServiceCollection services) => services.AddOpenTelemetry()
        .WithMetrics(metrics => metrics.AddMeter([.. FlowkerTelemetry.Meters]).AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 1_000));

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        var scrape = routes.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        routes.MapMethods("/metrics", Routes.GetAndHead, scrape);
    }
}
