namespace Flowker.Silo.Telemetry;

/// <summary>Grain calls carry the trace of their caller, as long as somebody hears of traces at all: every call would pay for it.</summary>
internal static class ActivityPropagation
{
    public static ISiloBuilder UseTracing(this ISiloBuilder silo, TelemetryOptions options) =>
        options.Enabled ? silo.AddActivityPropagation() : silo;

    public static IClientBuilder UseTracing(this IClientBuilder client, TelemetryOptions options) =>
        options.Enabled ? client.AddActivityPropagation() : client;
}
