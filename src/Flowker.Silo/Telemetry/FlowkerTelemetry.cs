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

    private static readonly string[] Sources = ["Flowker", "Microsoft.Orleans.Application"];

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
                .AddMeter([.. Meters])
                .AddOtlpExporter());
    }

    private static string? Version() =>
        typeof(FlowkerTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
