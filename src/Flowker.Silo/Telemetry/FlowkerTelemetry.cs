using System.Reflection;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Flowker.Silo.Telemetry;

/// <summary>Traces and metrics of a process, sent where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says. Source: <c>docs/operations.md</c>, "Telemetry".</summary>
public static class FlowkerTelemetry
{
    /// <summary>Whose metrics are told, here and at <c>/metrics</c>.</summary>
    public static IReadOnlyList<string> Meters { get; } =
    [
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
        "Microsoft.Orleans",
        "Npgsql",
        "Flowker*",
    ];

    // What has more combinations of tags than this is counted together. Room is taken for all of them at once, and the preset of 2,000 is
    // 140 KB for each of the hundreds of instruments of Orleans.
    private static readonly MetricStreamConfiguration FewTags = new() { CardinalityLimit = 100 };

    // Without the address of the database: metrics are for everybody who reaches the port.
    private static readonly MetricStreamConfiguration OfDatabase = new()
    {
        CardinalityLimit = 100,
        TagKeys = ["db.client.connection.pool.name", "db.client.connection.state", "db.response.status_code", "error.type"],
    };

    private static readonly string[] Sources = ["Flowker", "Microsoft.Orleans.Application"];

    /// <summary>Adds <see cref="Meters"/>, those that are not about Flowker's own work with room for few tags.</summary>
    public static MeterProviderBuilder AddFlowkerMeters(this MeterProviderBuilder metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics
            .AddMeter([.. Meters])
            .AddView(instrument => instrument.Meter.Name switch
            {
                "Npgsql" => OfDatabase,
                "Microsoft.Orleans" or "System.Runtime" => FewTags,
                _ => null,
            });
    }

    /// <summary>Does nothing without the setting.</summary>
    internal static void AddFlowkerTelemetry(this IHostApplicationBuilder builder, TelemetryOptions options)
    {
        if (!options.Enabled)
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(options.ServiceName, serviceVersion: Version()))
            .WithTracing(tracing => tracing
                .AddSource(Sources)
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddFlowkerMeters()
                .AddOtlpExporter());
    }

    private static string? Version() =>
        typeof(FlowkerTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
