namespace Flowker.Silo.Telemetry;

/// <summary>Where traces and metrics are sent, by the variables that every OpenTelemetry program reads.</summary>
internal sealed record TelemetryOptions(bool Enabled, string ServiceName)
{
    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolSetting = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>Off without an endpoint. Throws, naming the setting, when one is wrong.</summary>
    public static TelemetryOptions Read(IConfiguration configuration)
    {
        var endpoint = configuration[EndpointSetting];
        if (!string.IsNullOrWhiteSpace(endpoint)
            && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0))
        {
            throw new InvalidOperationException($"{EndpointSetting} must be an http or https URL, as http://collector:4317.");
        }

        if (configuration[ProtocolSetting] is { Length: > 0 } and not ("grpc" or "http/protobuf"))
        {
            throw new InvalidOperationException($"{ProtocolSetting} must be grpc or http/protobuf.");
        }

        return new TelemetryOptions(
            !string.IsNullOrWhiteSpace(endpoint), configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : "flowker");
    }
}
