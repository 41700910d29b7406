using OpenTelemetry.Trace;

namespace Flowker.Api.Health;

/// <summary>Requests begin traces, or go on with those of their clients; probes do not.</summary>
internal static class RequestTraces
{
    private static readonly string[] Probes = ["/health", "/readyz", "/metrics", "/version"];

    /// <summary>Does nothing while no traces are sent.</summary>
    public static void AddRequestTraces(this IServiceCollection services) => services.ConfigureOpenTelemetryTracerProvider(
        tracing => tracing.AddAspNetCoreInstrumentation(requests =>
            requests.Filter = http => !Array.Exists(Probes, probe => http.Request.Path.StartsWithSegments(probe, StringComparison.OrdinalIgnoreCase))));
}
